import { blocks } from "./contract/markdown.ts"
import { link } from "./contract/links.ts"
import { readRepositoryFile } from "./repository.ts"

/** Returns the page with the steps of CONTRIBUTING.md. */
export function changeTheContractPage(): string {
  const contributing = readRepositoryFile(".github/CONTRIBUTING.md")
  const [, steps = ""] = contributing.split("\n## Change the contract in four steps\n")
  return blocks(
    `---\ntitle: "Change the contract"\ndescription: "Four steps from the document to a release."\n---`,
    "`spec/openapi.yaml` is the source of the types, routes, validators, error codes, and reference pages. A change must " +
      "not break existing clients, and must not rename, tighten, or loosen anything on the original API page.",
    "## Four steps",
    steps.split("\n## ")[0]?.trim(),
    "## Check the change",
    `[Check your contract in CI](${link("guides/check-your-contract")}) describes the rules and the breaking changes. ` +
      "`spec/README.md` has the decisions behind the contract.",
  )
}
