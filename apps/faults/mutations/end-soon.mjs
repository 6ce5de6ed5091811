/** A broker that exits 2 s after it is ready, as if an input had crashed it. */
const { write } = process.stdout;
process.stdout.write = function (...args) {
  setTimeout(() => process.exit(7), 2_000);
  return write.apply(this, args);
};
