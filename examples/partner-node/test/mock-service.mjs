// Mocks the API in a process: `node --import ./test/mock-service.mjs order.mjs`.
import { createMockHandlers } from "@loop-health/integrations-mocks/msw"
import { setupServer } from "msw/node"

setupServer(...createMockHandlers().handlers).listen({ onUnhandledFrame: "error" })
