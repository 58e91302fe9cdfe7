export type { SimulatorControls } from "./control.ts"
export type { Fault, FaultName, FaultScope } from "./faults/faults.ts"
export {
  createJunctionSimulator,
  type JunctionSimulator,
  type JunctionSimulatorOptions,
} from "./junction-simulator.ts"
export type { JournalEntry } from "./journal.ts"
export { simulatorPanels } from "./operations/lab-tests.ts"
export { openDataFolder, type DataFolder } from "./node/data-folder.ts"
export {
  startUpstreams,
  upstreamPorts,
  type Upstreams,
  type UpstreamsOptions,
} from "./node/start-upstreams.ts"
export { listen, type Listenable, type Listener, type ListenOptions } from "./node/listen.ts"
export type {
  CriticalResult,
  IdempotencyEntry,
  ScheduledStatus,
  SimulatedOrder,
  SimulatedUser,
  SimulatorState,
  WebhookDelivery,
  WebhookEvent,
  WebhookEventType,
  WebhookMessage,
} from "./state.ts"
export {
  createTokenIssuer,
  type TokenIssuer,
  type TokenIssuerOptions,
  type TokenRequest,
} from "./token-issuer.ts"
export type { WebhookOptions } from "./webhooks/webhooks.ts"
