export type { Fault, FaultName, FaultScope } from "./faults.ts"
export {
  createJunctionSimulator,
  type JournalEntry,
  type JunctionSimulator,
  type JunctionSimulatorOptions,
} from "./junction-simulator.ts"
export { simulatorPanels } from "./lab-tests.ts"
export { listen, type ListenOptions, type SimulatorListener } from "./listen.ts"
export type {
  CriticalResult,
  IdempotencyEntry,
  ScheduledStatus,
  SimulatedOrder,
  SimulatedUser,
  SimulatorState,
  WebhookEvent,
  WebhookEventType,
  WebhookMessage,
} from "./team.ts"
export {
  createTokenIssuer,
  type TokenIssuer,
  type TokenIssuerOptions,
  type TokenRequest,
} from "./token-issuer.ts"
export type { WebhookDelivery, WebhookOptions } from "./webhooks.ts"
