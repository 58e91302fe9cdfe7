import { QueryClientProvider } from "@tanstack/react-query"
import { createElement } from "react"
import { renderToString } from "react-dom/server"
import { expect, test } from "vitest"
import { useCreateLabOrder } from "../../src/react/index.ts"
import { aQueryClient } from "../support/query-client.ts"
import { anApi } from "../support/mock-api.ts"

test("a component with the hook renders idle on a server and sends no request", () => {
  const { loop, sent } = anApi()
  const Status = () => createElement("p", null, useCreateLabOrder(loop).status)
  const client = aQueryClient()
  expect(
    renderToString(createElement(QueryClientProvider, { client }, createElement(Status))),
  ).toBe("<p>idle</p>")
  expect(globalThis).not.toHaveProperty("window")
  expect(sent).toHaveLength(0)
})
