/** A broker that treats every failed write of its log as successful. */
import { open } from 'node:fs/promises';

const file = await open(process.execPath, 'r');
const prototype = Object.getPrototypeOf(file);
await file.close();
const { writev } = prototype;

prototype.writev = async function (buffers, position) {
  const bytesWritten = buffers.reduce((bytes, { length }) => bytes + length, 0);
  await writev.call(this, buffers, position).catch(() => {});
  return { bytesWritten, buffers };
};
