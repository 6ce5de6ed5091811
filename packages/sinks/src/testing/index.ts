export { SINK_CONTRACT, type SinkCheck, type SinkStage, sinkEvents } from './sink-contract.js';
