import { errorCodesOf } from "../../document/error-codes.ts"
import { isObject, objectOf, type Json, type JsonObject } from "../../document/json.ts"
import { operationsOf } from "../../document/operations.ts"
import { resolve } from "../../document/pointer.ts"
import type {
  ApiBody,
  ApiDocument,
  ApiExample,
  ApiOperation,
  ApiResponseDeclaration,
} from "./api-document.ts"
import { readCredential } from "./read-credential.ts"
import { readParameters } from "./read-parameters.ts"
import { bundleSchema } from "./schema.ts"
import { readVocabulary } from "./vocabulary.ts"

const documents = new WeakMap<JsonObject, ApiDocument>()

/**
 * Reads an OpenAPI 3.0 or 3.1 document. The result is cached, so the document must not change
 * afterwards.
 */
export function readDocument(root: JsonObject): ApiDocument {
  const document = documents.get(root) ?? read(root)
  documents.set(root, document)
  return document
}

function read(root: JsonObject): ApiDocument {
  return {
    root,
    operations: operationsOf(root).map(({ name, pointer, value, responses }) => {
      const [, path = "", method = ""] = pointer
      const item = objectOf(resolve(root, objectOf(root["paths"])[path]))
      return readOperation(root, { name, path, method: method.toUpperCase() }, item, value, [
        ...responses,
      ])
    }),
    serverUrl: readServerUrl(root),
    vocabulary: readVocabulary(root),
  }
}

function readOperation(
  root: JsonObject,
  label: Pick<ApiOperation, "name" | "path" | "method">,
  pathItem: JsonObject,
  operation: JsonObject,
  responses: readonly (readonly [string, JsonObject])[],
): ApiOperation {
  const parameters = readParameters(root, pathItem, operation)
  const requestBody = objectOf(resolve(root, operation["requestBody"]))
  const body = readBody(root, requestBody)
  const examples = readExamples(root, requestBody, body)
  const idempotencyHeader = parameters.find(
    ({ name, in: location, ...parameter }) =>
      location === "header" &&
      (parameter.isIdempotencyKey || name.toLowerCase() === "idempotency-key"),
  )
  return {
    ...label,
    parameters,
    body,
    examples,
    responses: responses.map(([status, response]) => readResponse(root, status, response)),
    credential: readCredential(root, operation),
    idempotencyHeader: idempotencyHeader?.name.toLowerCase(),
    unusable: whyUnusable(requestBody, body, examples, parameters),
  }
}

function whyUnusable(
  requestBody: JsonObject,
  body: ApiBody | undefined,
  examples: readonly ApiExample[],
  parameters: ApiOperation["parameters"],
): string | undefined {
  const missing = parameters.find(({ required, example }) => required && example === undefined)
  if (missing !== undefined)
    return `The required parameter "${missing.name}" has no example. Add an example to the document.`
  if (body === undefined && requestBody["required"] === true) {
    return "The request body has no JSON media type. Add application/json to the document."
  }
  return examples.length === 0
    ? "The request body has no example. Add an example to the document."
    : undefined
}

/** Only JSON bodies are varied. */
function readBody(root: JsonObject, requestBody: JsonObject): ApiBody | undefined {
  const [mediaType, media] = jsonContent(requestBody) ?? []
  if (mediaType === undefined) return undefined
  return {
    required: requestBody["required"] === true,
    mediaType,
    schema: bundleSchema(root, objectOf(media)["schema"]),
  }
}

function jsonContent(message: JsonObject): [string, Json] | undefined {
  return Object.entries(objectOf(message["content"])).find(([type]) =>
    /^application\/([\w.-]+\+)?json\b/i.test(type),
  )
}

function readExamples(
  root: JsonObject,
  requestBody: JsonObject,
  body: ApiBody | undefined,
): readonly ApiExample[] {
  if (body === undefined) return [{ name: "default", body: undefined }]
  const media = objectOf(jsonContent(requestBody)?.[1])
  const schema = objectOf(resolve(root, media["schema"]))
  const named = Object.entries(objectOf(media["examples"])).flatMap(([name, example]) => {
    const { value } = objectOf(resolve(root, example))
    return value === undefined ? [] : [{ name, body: value }]
  })
  const unnamed = [media["example"], ...listOf(schema["examples"]), schema["example"]]
    .filter((value) => value !== undefined)
    .map((value, index) => ({ name: `example${index + 1}`, body: value }))
  const all = named.length > 0 ? named : unnamed
  return all.toSorted((one, other) => countFields(other.body) - countFields(one.body))
}

function countFields(value: Json): number {
  if (typeof value !== "object" || value === null) return 1
  return Object.values(value).reduce<number>((sum, inner) => sum + countFields(inner), 1)
}

function readResponse(
  root: JsonObject,
  status: string,
  response: JsonObject,
): ApiResponseDeclaration {
  const content = Object.entries(objectOf(response["content"]))
  const headers = Object.entries(objectOf(response["headers"])).map(([name, reference]) => {
    const header = objectOf(resolve(root, reference))
    const schema = bundleSchema(root, header["schema"])
    return [name.toLowerCase(), { required: header["required"] === true, schema }] as const
  })
  return {
    status: /^\dxx$/i.test(status) ? status.toUpperCase() : status,
    headers: new Map(headers.filter(([name]) => name !== "content-type")),
    content: new Map(
      content.map(([type, media]) => [
        type.toLowerCase(),
        bundleSchema(root, objectOf(media)["schema"]),
      ]),
    ),
    codes: errorCodesOf(response),
    examples: content.flatMap(([, media]) => {
      const { example, examples } = objectOf(media)
      const named = Object.values(objectOf(examples)).map(
        (entry) => objectOf(resolve(root, entry))["value"],
      )
      return [example, ...named].filter((value) => value !== undefined)
    }),
  }
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function readServerUrl(root: JsonObject): string | undefined {
  const [server] = listOf(root["servers"])
  const url = isObject(server) ? server["url"] : undefined
  if (typeof url !== "string" || !/^https?:\/\/[^{}]+$/.test(url)) return undefined
  return url.replace(/\/+$/, "")
}
