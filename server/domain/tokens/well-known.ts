/** The fixed tokens of every sandbox repeat these characters; anybody knows them, so a gateway takes none of them. */
export const wellKnownMark = '5a4db0c5'.repeat(8)

export function isWellKnownToken(text: string): boolean {
  return text.endsWith(wellKnownMark)
}
