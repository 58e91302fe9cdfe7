import { standardSchemaResolver } from "@hookform/resolvers/standard-schema"
import {
  createLabOrderForm,
  fieldMessage,
  type LabOrderFormValues,
} from "@loop-health/integrations-contract/form"
import type { LabOrderRequest } from "@loop-health/integrations-sdk"
import type { UseCreateLabOrderResult } from "@loop-health/integrations-sdk/react"
import { useEffect } from "react"
import { useForm, type FieldPath } from "react-hook-form"
import type { Session } from "./connect.ts"
import { Choice, Input, PanelChoice } from "./fields.tsx"
import { isLocked, orderStateOf } from "./order-state.ts"
import { OrderStatus } from "./order-status.tsx"
import { formatPrice, panels } from "./panels.ts"

const emptyForm: LabOrderFormValues = {
  panel_slug: "wellness",
  patient: { first_name: "", last_name: "", dob: "", email: "", phone: "", sex: "" },
  address: { line1: "", line2: "", city: "", state: "", zip: "", country: "US" },
  currency: "USD",
}

const resolver = standardSchemaResolver(createLabOrderForm())

interface OrderFormProps {
  readonly mutation: UseCreateLabOrderResult
  readonly session: Session
}

/** The order form. The request is checked by the rules of the API before it is sent. */
export function OrderForm({ mutation, session }: OrderFormProps) {
  const { error, mutate } = mutation
  const state = orderStateOf(mutation)
  const form = useForm<LabOrderFormValues, unknown, LabOrderRequest>({
    defaultValues: emptyForm,
    resolver,
  })
  const { register, setError, watch, formState } = form

  useEffect(() => {
    if (error?.code !== "validation") return
    for (const [index, detail] of error.details.entries()) {
      const field = detail.path.slice(1).replaceAll("/", ".") as FieldPath<LabOrderFormValues>
      setError(field, { message: fieldMessage(detail).message }, { shouldFocus: index === 0 })
    }
  }, [error, setError])

  const panel = panels.find(({ slug }) => slug === watch("panel_slug"))
  const submit = form.handleSubmit((request) =>
    mutate(panel === undefined ? request : { ...request, total_cents: panel.priceCents }),
  )
  const { errors } = formState
  return (
    <form className="order" noValidate onSubmit={(event) => void submit(event)}>
      <h1>Order a lab panel</h1>
      <fieldset className="card" disabled={isLocked(state)}>
        <legend>Panel</legend>
        <div className="panels">
          {panels.map((each) => (
            <PanelChoice key={each.slug} panel={each} {...register("panel_slug")} />
          ))}
        </div>
      </fieldset>

      <fieldset className="card" disabled={isLocked(state)}>
        <legend>Patient</legend>
        <div className="grid">
          <Input
            label="First name"
            autoComplete="given-name"
            error={errors.patient?.first_name}
            {...register("patient.first_name")}
          />
          <Input
            label="Last name"
            autoComplete="family-name"
            error={errors.patient?.last_name}
            {...register("patient.last_name")}
          />
          <Input
            label="Date of birth"
            type="date"
            autoComplete="bday"
            error={errors.patient?.dob}
            {...register("patient.dob")}
          />
          <Choice label="Sex" optional error={errors.patient?.sex} {...register("patient.sex")}>
            <option value="">No entry</option>
            <option value="female">Female</option>
            <option value="male">Male</option>
            <option value="other">Other</option>
            <option value="unknown">Unknown</option>
          </Choice>
          <Input
            label="Email"
            type="email"
            autoComplete="email"
            error={errors.patient?.email}
            {...register("patient.email")}
          />
          <Input
            label="Phone"
            type="tel"
            optional
            autoComplete="tel"
            error={errors.patient?.phone}
            {...register("patient.phone")}
          />
        </div>
      </fieldset>

      <fieldset className="card" disabled={isLocked(state)}>
        <legend>Address</legend>
        <div className="grid">
          <Input
            label="Street and number"
            wide
            autoComplete="address-line1"
            error={errors.address?.line1}
            {...register("address.line1")}
          />
          <Input
            label="Apartment or floor"
            wide
            optional
            autoComplete="address-line2"
            error={errors.address?.line2}
            {...register("address.line2")}
          />
          <Input
            label="City"
            autoComplete="address-level2"
            error={errors.address?.city}
            {...register("address.city")}
          />
          <Input
            label="State"
            autoComplete="address-level1"
            error={errors.address?.state}
            {...register("address.state")}
          />
          <Input
            label="ZIP code"
            inputMode="numeric"
            autoComplete="postal-code"
            error={errors.address?.zip}
            {...register("address.zip")}
          />
        </div>
      </fieldset>

      <div className="card checkout">
        <p className="total">
          <span>{panel?.name}</span>
          <strong>{formatPrice(panel?.priceCents ?? 0)}</strong>
        </p>
        <OrderStatus {...{ state, mutation, session }} />
        {!isLocked(state) && <button type="submit">Place order</button>}
      </div>
    </form>
  )
}
