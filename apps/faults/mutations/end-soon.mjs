/** A broker that ends by itself 2 s after it is ready, as one that an input has ended. */
const { write } = process.stdout;
process.stdout.write = function (...args) {
  setTimeout(() => process.exit(7), 2_000);
  return write.apply(this, args);
};
