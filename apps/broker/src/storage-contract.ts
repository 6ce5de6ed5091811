/** The storage contract as test cases for any test runner (`@wearwire/broker/storage-contract`). */
export type { ContractCase } from './storage/contract/contract-case.js';
export { boundedLogContract, eventLogContract } from './storage/contract/event-log-contract.js';
export { chunkOf, EVERYTHING, seqsOf } from './storage/contract/events.js';
export { LogDriver, type LogHead, OpenedLog } from './storage/contract/log-driver.js';
export type { LogUnderTest } from './storage/contract/log-under-test.js';
export {
  type DevelopersUnderTest,
  developerStoreContract,
  type SlotsUnderTest,
  slotsContract,
  type TokensUnderTest,
  tokenStoreContract,
} from './storage/contract/store-contracts.js';
