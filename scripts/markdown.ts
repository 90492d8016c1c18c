/** The fenced blocks of a page in one language, in order, without the indentation of their list. */
export function blocksOf(page: string, language: string): string[] {
  return [...page.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)]
    .filter(([, , named]) => named === language)
    .map(([, indent = '', , text = '']) => text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''))
}

/** The rows of every table of a text, cell by cell, without heads; code marks are taken off. */
export function rowsOf(text: string): string[][] {
  const lines = text.split('\n')
  return lines
    .filter((line, at) => line.startsWith('|') && !isRule(line) && !isRule(lines[at + 1] ?? ''))
    .map((line) => line.split('|').slice(1, -1).map(plain))
}

/** The part of a page under a heading, up to the next one of its level or above. */
export function sectionOf(page: string, heading: string): string {
  const [, marks = '', rest = ''] = new RegExp(`^(#+) ${heading}\\n([\\s\\S]*)`, 'm').exec(page) ?? []
  if (marks === '') throw new Error(`no heading "${heading}"`)
  return rest.split(new RegExp(`^#{1,${marks.length}} `, 'm'))[0] ?? ''
}

/** Where the links of a page lead, as written. */
export function linksOf(page: string): string[] {
  return [...page.replaceAll(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  )
}

function isRule(line: string): boolean {
  return /^\|[\s|:-]+\|$/.test(line)
}

function plain(cell: string): string {
  return cell.trim().replaceAll('`', '')
}
