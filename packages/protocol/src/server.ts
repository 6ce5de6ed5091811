/** The parts of the protocol that only servers need (`@wearwire/protocol/server`). */
export { CLOSE_REASONS } from './close-reasons.js';
export { dispatchBytesMax, writeDispatch } from './codec/dispatch-writer.js';
export { FrameScanner } from './codec/frame-scanner.js';
export {
  identifyExtrasOf,
  identifyPayloadOf,
  replayPayloadOf,
} from './codec/frame-shape.js';
export { grantOf } from './extensions.js';
export { FRAME_ERRORS, type FrameErrorPolicy } from './frame-errors.js';
