/**
 * Measures time and memory of a start by the number of sealed segments, with 1,000 developers in each. Each segment is a
 * hole of 64 MiB followed by a real footer, because a start reads no records. The control only reads the bytes of the
 * footers.
 */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { LogDriver } from '../dist/storage/contract/log-driver.js';
import { SEGMENT_HEADER } from '../dist/storage/disk/format/segment-record.js';
import { GrowingChunkIndex } from '../dist/storage/disk/index/chunk-index.js';
import { compareUtf8, encodeFooter } from '../dist/storage/disk/index/footer-encoding.js';
import { DEVELOPERS, developerId, openLog, temporaryDirectory } from './log-data.js';
import { medianOf, megabytes, memoryBytes } from './rounds.js';

const SEGMENT_BYTES = 64 * 1024 * 1024;
const RUN_BYTES = Math.floor(SEGMENT_BYTES / DEVELOPERS);
const EVENTS_A_RUN = 400;
const ROUNDS = 3;

export async function benchLogStart() {
  console.log(`start of a log, ${DEVELOPERS} developers in each segment of 64 MiB`);
  for (const segments of [100, 400, 1600]) {
    const directory = await temporaryDirectory();
    const footerBytes = await makeSegments(directory.path, segments);
    const starts = [];
    const controls = [];
    let bytes = 0;
    for (let round = 0; round < ROUNDS; round++) {
      controls.push(await timed(() => readFooters(directory.path, segments, footerBytes)));
      const before = await memoryBytes();
      let log;
      starts.push(
        await timed(async () => {
          log = await openLog(directory.path);
        }),
      );
      bytes = (await memoryBytes()) - before;
      await checkHead(log, segments);
      await log.close();
    }
    const [start, control] = [starts, controls].map(medianOf);
    console.log(
      `${String(segments).padStart(14)}  segments: ${start.toFixed(0)} ms, ${(start / segments).toFixed(2)} a segment,`,
      `${(start / control).toFixed(1)} x the reading of footers alone; ${megabytes(bytes)} of memory`,
    );
    await directory.remove();
  }
  console.log('');
}

async function timed(run) {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

async function checkHead(log, segments) {
  const { firstSeq, lastSeq } = await new LogDriver(log).head(developerId(7));
  const expected = segments * EVENTS_A_RUN;
  if (firstSeq === 1 && lastSeq === expected) return;
  throw new Error(`the log has the seqs ${firstSeq} to ${lastSeq} instead of 1 to ${expected}`);
}

async function makeSegments(path, segments) {
  await mkdir(path, { recursive: true });
  let bytes = 0;
  for (let number = 1; number <= segments; number++) {
    const file = await open(segmentPath(path, number), 'w');
    const footer = Buffer.concat([...encodeFooter(contentsOf(number), SEGMENT_BYTES)]);
    await file.write(SEGMENT_HEADER, 0, SEGMENT_HEADER.length, 0);
    await file.write(footer, 0, footer.length, SEGMENT_BYTES);
    await file.close();
    bytes = footer.length;
  }
  return bytes;
}

function contentsOf(number) {
  const nowMs = Date.now();
  const developers = Array.from({ length: DEVELOPERS }, (_, i) => {
    const index = new GrowingChunkIndex();
    const first = (number - 1) * EVENTS_A_RUN + 1;
    const offset = SEGMENT_HEADER.length + i * RUN_BYTES;
    index.add(first, first + EVENTS_A_RUN - 1, nowMs, nowMs, offset, RUN_BYTES);
    return { developerId: developerId(i), index, lastSeq: index.lastSeq, marks: [] };
  });
  const contents = { isSorted: true, oldestAtMs: nowMs, newestAtMs: nowMs };
  developers.sort((a, b) => compareUtf8(a.developerId, b.developerId));
  return { ...contents, developersCount: DEVELOPERS, developers };
}

async function readFooters(path, segments, bytes) {
  const target = Buffer.alloc(bytes);
  for (let number = 1; number <= segments; number++) {
    const file = await open(segmentPath(path, number), 'r');
    const { size } = await file.stat();
    await file.read(target, 0, bytes, size - bytes);
    await file.close();
  }
}

function segmentPath(path, number) {
  return join(path, `${String(number).padStart(8, '0')}.segment`);
}
