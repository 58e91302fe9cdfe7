import * as z from "zod"
import { labOrderRequestSchema } from "../generated/zod.gen.ts"
import { fieldMessage } from "./field-messages.ts"
import { validateForm, type LabOrderFormOptions } from "./form-issues.ts"
import { bodyWith, valueAt, type FormValue } from "./form-request.ts"

/** The zod schema of an order form. Its shape has one schema for each field. */
export type LabOrderFormSchema = FormSchema<typeof labOrderRequestSchema>

type FormSchema<Schema> =
  Schema extends z.ZodObject<infer Shape>
    ? z.ZodObject<{ [Field in keyof Shape]: FormSchema<Shape[Field]> }>
    : Schema extends z.ZodOptional<infer Inner>
      ? z.ZodOptional<FieldSchema<Inner>>
      : FieldSchema<Schema>

type FieldSchema<Schema> = z.ZodType<z.output<Schema>, FormValue<z.input<Schema>>>

/**
 * Creates a zod 4 schema for an order form. It has the rules and messages of `createLabOrderForm`.
 * Its fields can be picked and extended. The schema removes unknown fields.
 *
 * @example
 * const schema = createLabOrderFormSchema().extend({ consent: z.literal(true) })
 */
export function createLabOrderFormSchema(options: LabOrderFormOptions = {}): LabOrderFormSchema {
  return toFormObject(labOrderRequestSchema, "", options) as unknown as LabOrderFormSchema
}

function toFormObject(schema: z.ZodObject, path: string, options: LabOrderFormOptions): z.ZodType {
  const fields = Object.entries(schema.shape).map(([name, field]) => {
    const pointer = `${path}/${name}`
    return [
      name,
      field instanceof z.ZodObject
        ? toFormObject(field, pointer, options)
        : toFormField(pointer, options),
    ]
  })
  return z.object(Object.fromEntries(fields) as z.ZodRawShape, {
    error: ({ input }) => validateField(path, input, options).messages[0],
  })
}

function toFormField(path: string, options: LabOrderFormOptions): z.ZodType {
  const field = z.unknown().transform((input, context) => {
    const { value, messages } = validateField(path, input, options)
    for (const message of messages) context.addIssue(message)
    return value
  })
  const isOptional = validateField(path, undefined, options).messages.length === 0
  return isOptional ? field.optional() : field
}

/** Returns the value of a field in the request, and the texts of its issues. */
function validateField(path: string, input: unknown, options: LabOrderFormOptions) {
  const { toMessage = (issue) => fieldMessage(issue).message } = options
  const { request, issues } = validateForm(path === "" ? input : bodyWith(path, input), options)
  const messages = issues.filter((issue) => issue.path === path).map(toMessage)
  return { value: valueAt(request, path), messages }
}
