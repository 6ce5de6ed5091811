/**
 * A disk that reports each write 300 ms before it is done, so that kill -9 loses the events acknowledged in
 * that time. Reads wait for all writes, so that there is no other fault.
 */
import { open } from 'node:fs/promises';

const file = await open(process.execPath, 'r');
const prototype = Object.getPrototypeOf(file);
await file.close();
const { read, writev } = prototype;
let written = Promise.resolve();

prototype.writev = async function (buffers, position) {
  const copies = buffers.map((buffer) => Buffer.from(buffer));
  const waited = new Promise((resolve) => setTimeout(resolve, 300));
  written = Promise.all([written, waited]).then(() => writev.call(this, copies, position));
  written.catch(() => {});
  return { bytesWritten: copies.reduce((bytes, { length }) => bytes + length, 0), buffers };
};

prototype.read = async function (...args) {
  await written;
  return read.apply(this, args);
};
