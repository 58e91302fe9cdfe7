import { findAllWarnings } from "../config/config-warnings.ts"
import { readEnvironment, type ShownVariable } from "../config/config.ts"
import { variableNames } from "../config/variables.ts"
import { escapeControls, write, type Command } from "./command.ts"

/** `config`: shows the configuration, its warnings, and its errors, without secrets. */
export const showConfig: Command = async ({ environment, json }) => {
  const { values, shown, errors } = readEnvironment(environment, variableNames)
  const warnings = await findAllWarnings(environment, values)
  if (json) {
    write(JSON.stringify({ variables: shown, warnings, errors }))
  } else {
    for (const name of variableNames) {
      const one = shown[name]
      if (one !== undefined) write(escapeControls(`${name.padEnd(25)}${toText(one)}`))
    }
    for (const warning of warnings) write(`warning: ${warning}`, process.stderr)
    for (const error of errors) write(`error: ${error}`, process.stderr)
  }
  return errors.length === 0 ? 0 : 1
}

function toText({ value, source }: ShownVariable): string {
  switch (source) {
    case "environment":
      return String(value)
    case "file":
      return `${value} from file`
    case "default":
      return `${value} (default)`
    case "unset":
      return "-"
  }
}
