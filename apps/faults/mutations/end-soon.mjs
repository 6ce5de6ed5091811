/** A broker that ends by itself after 2 s, as one that an input has ended. */
setTimeout(() => process.exit(7), 2_000);
