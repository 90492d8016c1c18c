/** What the dialog knows when it opens. */
export interface DialogPage {
  coexistence: boolean
  onlyWaba: boolean
  numbers: { phoneNumberId: string; number: string; verifiedName: string }[]
  nonce: string
}

/** The signup dialog: one page on which a developer plays the person who connects a number. */
export function dialogPage(page: DialogPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Connect WhatsApp (simulation)</title>
<style nonce="${page.nonce}">${STYLE}</style>
</head>
<body>
<p class="banner">Simulation: nothing here reaches Meta or WhatsApp.</p>
<main>
<h1>${page.coexistence ? 'Connect your WhatsApp Business app' : 'Connect a WhatsApp number'}</h1>
<p>${INTRODUCTION[page.onlyWaba ? 'waba' : page.coexistence ? 'coexistence' : 'number']}</p>
<form id="signup" novalidate>
${page.onlyWaba ? '' : fields(page)}
<p id="problem" role="alert"></p>
<div class="actions">
<button id="finish" type="submit">Finish</button>
<button id="cancel" type="button" class="quiet">Cancel</button>
<button id="error" type="button" class="quiet">Report an error</button>
</div>
</form>
<p id="outcome" role="status"></p>
</main>
<script nonce="${page.nonce}">${SCRIPT}</script>
</body>
</html>
`
}

const INTRODUCTION = {
  number: 'You play the person who connects a number to the app that opened this window.',
  coexistence:
    'You play the person who keeps using the WhatsApp Business app and shares its number with the app that opened this window.',
  waba: 'You play the person who shares a WhatsApp Business Account without adding a number.',
}

function fields({ numbers }: DialogPage): string {
  const options = numbers.map(
    ({ phoneNumberId, number, verifiedName }) =>
      `<option value="${escapeHtml(phoneNumberId)}">+${escapeHtml(number)} (${escapeHtml(verifiedName)})</option>`,
  )
  return `<label for="display-name">Display name</label>
<input id="display-name" name="display_name" autocomplete="off" value="Demo">
<label for="existing">Number</label>
<select id="existing" name="phone_number_id">
<option value="">A new number</option>
${options.join('\n')}
</select>
<label for="phone-number">New number in international form</label>
<input id="phone-number" name="phone_number" type="tel" autocomplete="off" aria-describedby="phone-hint">
<p class="hint" id="phone-hint">For example +15552000001. Leave it empty and a fresh one is made up.</p>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
.banner { margin: 0; padding: .6rem 1rem; background: #7a4b00; color: #fff; text-align: center; font-weight: 600; }
main { max-width: 30rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input, select { box-sizing: border-box; width: 100%; padding: .6rem; font: inherit; border: 1px solid #777; border-radius: 8px; }
.hint { margin: .25rem 0 0; font-size: .9rem; }
.actions { display: flex; flex-wrap: wrap; gap: .6rem; margin-top: 1.5rem; }
button { padding: .65rem 1.2rem; font: inherit; font-weight: 600; border-radius: 8px; border: 1px solid #0b6b3a; background: #0b6b3a; color: #fff; cursor: pointer; }
button.quiet { background: transparent; color: inherit; border-color: #777; }
button:focus-visible, input:focus-visible, select:focus-visible { outline: 3px solid #1a73e8; outline-offset: 2px; }
#problem { color: #c62828; font-weight: 600; min-height: 1.5em; margin: 1rem 0 0; }
`

// The page tells its opener twice, as Meta's does: a JSON text about the session, and the code for the SDK.
const SCRIPT = `
'use strict'
const asked = new URLSearchParams(location.search)
const form = document.getElementById('signup')
const problem = document.getElementById('problem')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  problem.textContent = ''
  document.getElementById('finish').disabled = true
  try {
    const wish = { ...Object.fromEntries(new FormData(form)), feature_type: asked.get('feature_type'), app_id: asked.get('app_id'), config_id: asked.get('config_id') }
    const response = await fetch(location.pathname, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(wish) })
    const result = await response.json()
    if (!response.ok) throw new Error(result.message)
    leave(result.event, result.data, result.code)
  } catch (error) {
    problem.textContent = error.message
    document.getElementById('finish').disabled = false
  }
})
document.getElementById('cancel').addEventListener('click', () => {
  leave('CANCEL', { current_step: 'PHONE_NUMBER_SETUP' }, null)
})
document.getElementById('error').addEventListener('click', () => {
  leave('CANCEL', { error_message: 'Your display name was not approved.', error_code: '524126', session_id: 'f34b51dab5e0498', timestamp: String(Math.floor(Date.now() / 1000)) }, null)
})

function leave(name, data, code) {
  form.hidden = true
  const outcome = document.getElementById('outcome')
  outcome.textContent = code ? 'Done. You can close this window.' : 'Not connected. You can close this window.'
  const origin = asked.get('origin')
  if (!window.opener || !origin) {
    outcome.textContent += code ? ' Nobody waits for the code ' + code : ''
    return
  }
  window.opener.postMessage(JSON.stringify({ type: 'WA_EMBEDDED_SIGNUP', event: name, version: 3, data }), origin)
  window.opener.postMessage({ source: 'graph-simulator-login', code }, origin)
  window.close()
}
`
