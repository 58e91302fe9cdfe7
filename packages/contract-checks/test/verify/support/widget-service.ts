import type { Service } from "./correct-server.ts"

/** The document of a small service with two operations, an API key, and no idempotency. */
export const widgetContract = {
  openapi: "3.0.3",
  info: { title: "Widgets", version: "1.0.0" },
  paths: {
    "/widgets": {
      post: {
        operationId: "createWidget",
        security: [{ key: [] }],
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: { $ref: "#/components/schemas/NewWidget" },
              example: { name: "Lever", size: 3, color: "red", tags: ["metal"], ratio: 0.5 },
            },
          },
        },
        responses: {
          "201": {
            description: "Created",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Widget" } } },
          },
          "405": { $ref: "#/components/responses/Error" },
          "4XX": { $ref: "#/components/responses/Error" },
        },
      },
    },
    "/widgets/{id}": {
      parameters: [
        { name: "id", in: "path", required: true, schema: { type: "integer" }, example: 1 },
        { name: "fields", in: "query", schema: { type: "string", enum: ["all", "name"] } },
      ],
      get: {
        responses: {
          "200": {
            description: "Found",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Widget" } } },
          },
          "400": { $ref: "#/components/responses/Error" },
          "404": { $ref: "#/components/responses/Error" },
        },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Api-Key" } },
    responses: {
      Error: {
        description: "Error",
        content: {
          "application/json": {
            schema: {
              type: "object",
              required: ["code"],
              properties: { code: { type: "string" } },
            },
          },
        },
      },
    },
    schemas: {
      NewWidget: {
        type: "object",
        required: ["name", "size"],
        properties: {
          name: { type: "string", minLength: 2, maxLength: 10 },
          size: { type: "integer", minimum: 0, maximum: 100, exclusiveMaximum: true },
          color: { type: "string", nullable: true, enum: ["red", "blue"] },
          tags: { type: "array", maxItems: 3, items: { type: "string", pattern: "^[a-z]+$" } },
          ratio: { type: "number", nullable: true },
        },
      },
      Widget: {
        allOf: [
          { $ref: "#/components/schemas/NewWidget" },
          { type: "object", required: ["id"], properties: { id: { type: "integer" } } },
        ],
      },
    },
  },
}

/**
 * Creates a correct service for {@link widgetContract} that accepts the API key
 * `secret-key-of-the-test`.
 */
export function createWidgetService(): Service {
  const widgets = new Map<number, object>([[1, { id: 1, name: "First", size: 1 }]])
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    const id = /^\/widgets\/([^/]+)$/.exec(pathname)?.[1]
    if (pathname === "/widgets") {
      if (request.method !== "POST") return notAllowed("POST")
      if (request.headers.get("x-api-key") !== "secret-key-of-the-test") return error(401)
      if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) {
        return error(415)
      }
      if (request.headers.has("content-encoding")) return error(415)
      const widget = await readWidget(request)
      if (widget === undefined) return error(422)
      const { name, size, color, tags, ratio } = widget
      const created = { id: widgets.size + 1, name, size, color, tags, ratio }
      widgets.set(created.id, created)
      return Response.json(created, { status: 201 })
    }
    if (id === undefined) return new Response("Not found", { status: 404 })
    if (request.method !== "GET" && request.method !== "HEAD") return notAllowed("GET, HEAD")
    const fields = searchParams.getAll("fields")
    if (!/^-?\d+$/.test(id) || !fields.every((name) => ["all", "name"].includes(name))) {
      return error(400)
    }
    const widget = widgets.get(Number(id))
    return widget === undefined ? error(404) : Response.json(widget)
  }
}

async function readWidget(request: Request): Promise<Record<string, unknown> | undefined> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await request.arrayBuffer())
    const value: unknown = JSON.parse(text)
    return isWidget(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isWidget(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  const field = (name: string) =>
    Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined
  const [name, size, color, tags, ratio] = ["name", "size", "color", "tags", "ratio"].map(field)
  const length = typeof name === "string" ? Array.from(name).length : 0
  const isTags = (list: unknown) =>
    Array.isArray(list) &&
    list.length <= 3 &&
    list.every((tag) => typeof tag === "string" && /^[a-z]+$/.test(tag))
  return (
    length >= 2 &&
    length <= 10 &&
    Number.isInteger(size) &&
    Number(size) >= 0 &&
    Number(size) < 100 &&
    (color === undefined || color === null || color === "red" || color === "blue") &&
    (tags === undefined || isTags(tags)) &&
    (ratio === undefined || ratio === null || typeof ratio === "number")
  )
}

function error(status: number): Response {
  return Response.json({ code: `error_${status}` }, { status })
}

function notAllowed(allow: string): Response {
  return Response.json({ code: "method_not_allowed" }, { status: 405, headers: { allow } })
}
