import { useId, useState } from "react"
import type { PageMock } from "./connect.ts"

/** Chooses what the mock does with the next orders. */
export function MockPanel({ mock }: { readonly mock: PageMock }) {
  const id = useId()
  const [scenario, setScenario] = useState(mock.scenario)
  return (
    <div className="mock">
      <label htmlFor={id}>Response of the mock</label>
      <select
        id={id}
        value={scenario}
        onChange={({ target }) => {
          const name = mock.scenarioNames[target.selectedIndex] ?? "created"
          mock.control.always(name)
          setScenario(name)
        }}
      >
        {mock.scenarioNames.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </div>
  )
}
