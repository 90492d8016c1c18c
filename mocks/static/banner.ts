import { trunkline } from '../sandbox/banner.ts'

/** What a newcomer needs next: where it is, whom to be, and what to type. */
export function mockBanner(url: string): string {
  return `
  Trunkline static mock at ${url}  (documented answers, no state; Ctrl-C stops it)

    Keebai API       ${url}/v1             any token kbai_pk_…
    HubMessage API   ${url}/hubmessage/v1  any secret key hm_sk_…
    OpenAPI          ${url}/v1/docs-json  ${url}/hubmessage/openapi.json

  In another terminal:

    curl -s ${url}/v1/messages/text -H 'Authorization: Bearer kbai_pk_test' -H 'Content-Type: application/json' \\
      -d '{"channel_id": "65a1f2b3c4d5e6f7a8b9c0d1", "to": "+5491155555555", "text": "Hola"}'

  The same with -H 'Prefer: code=404', 'Prefer: code=502, example=refused' or 'Prefer: dynamic=true' gets another answer.
  Where an answer has to remember something, use the sandbox: ${trunkline()} sandbox

`
}
