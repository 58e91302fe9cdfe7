import { createMockFetch } from "@loop-health/integrations-mocks"

/** The module for `contract verify --fetch`. */
export const fetch = createMockFetch()
