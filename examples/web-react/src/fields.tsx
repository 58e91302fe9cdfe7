import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from "react"
import type { FieldError } from "react-hook-form"
import { formatPrice, type Panel } from "./panels.ts"

interface FieldProps {
  readonly label: string
  /** Whether the field may be empty. Default: false. */
  readonly optional?: boolean
  /** Whether the field has a row of its own. Default: false. */
  readonly wide?: boolean
  readonly error: FieldError | undefined
}

/** A text input with its label and error. */
export function Input({
  label,
  optional = false,
  wide = false,
  error,
  ...input
}: FieldProps & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Field {...{ label, optional, wide, error }}>
      {(attributes) => <input {...attributes} {...input} />}
    </Field>
  )
}

/** A select element with its label and error. */
export function Choice({
  label,
  optional = false,
  wide = false,
  error,
  children,
  ...select
}: FieldProps & SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <Field {...{ label, optional, wide, error }}>
      {(attributes) => (
        <select {...attributes} {...select}>
          {children}
        </select>
      )}
    </Field>
  )
}

/** One panel of the radio group. */
export function PanelChoice({
  panel,
  ...input
}: { readonly panel: Panel } & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  return (
    <label className="panel" htmlFor={id}>
      <input id={id} type="radio" value={panel.slug} {...input} />
      <span className="name">{panel.name}</span>
      <span className="price">{formatPrice(panel.priceCents)}</span>
      <span className="description">{panel.description}</span>
    </label>
  )
}

interface FieldAttributes {
  readonly id: string
  readonly required: boolean
  readonly "aria-invalid": boolean
  readonly "aria-describedby": string | undefined
}

interface FieldFrameProps extends FieldProps {
  readonly children: (attributes: FieldAttributes) => ReactNode
}

function Field({ label, optional = false, wide = false, error, children }: FieldFrameProps) {
  const id = useId()
  const errorId = `${id}-error`
  return (
    <div className={wide ? "field wide" : "field"}>
      <label htmlFor={id}>
        {label} {optional && <span className="optional">optional</span>}
      </label>
      {children({
        id,
        required: !optional,
        "aria-invalid": error !== undefined,
        "aria-describedby": error === undefined ? undefined : errorId,
      })}
      {error && (
        <p className="error" id={errorId}>
          {error.message}
        </p>
      )}
    </div>
  )
}
