/** Returns text of the contract as Markdown. Escapes MDX syntax outside code spans. */
export function prose(text: string): string {
  return text
    .trim()
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll("<", "&lt;").replaceAll("{", "&#123;"),
    )
    .join("")
}

/** Returns a code span. */
export function code(text: string): string {
  return `\`${text}\``
}

/** Returns a code block with a title, which screen readers read as its name. */
export function codeBlock(language: string, text: string, title: string): string {
  return `\`\`\`${language} title=${JSON.stringify(title)}\n${text.trimEnd()}\n\`\`\``
}

/** Returns a table. Empty cells stay empty. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}

/** Joins blocks with empty lines between them. Skips empty blocks. */
export function blocks(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n")
}
