#!/usr/bin/env node
/** The program: everything is in ../src, built to ../dist. */
let status = 1;
try {
  const { main } = await import('../dist/index.js');
  status = await main(process.argv.slice(2));
} catch (error) {
  const isUnbuilt = error?.code === 'ERR_MODULE_NOT_FOUND' && /[\\/]dist[\\/]/.test(error.message);
  if (!isUnbuilt) throw error;
  process.stderr.write('wearwire: not built yet; run "npm start" once in the clone\n');
}
// Ends although keep-alive connections are open; what was written is out by then.
process.stdout.write('', () => process.stderr.write('', () => process.exit(status)));
