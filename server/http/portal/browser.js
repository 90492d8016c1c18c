const data = JSON.parse(document.getElementById('data').textContent)
/** What the address names; its credential. */
const link = Object.fromEntries(
  [...new URLSearchParams(location.search)].filter(([name]) => ['session', 'channel', 'key'].includes(name)),
)
const part = (id) => document.getElementById(id)
const card = document.querySelector('main')

const pollMs = 5_000

/** Opens Meta's window, once what that takes has come. */
let openMeta = null
/** The last opening of Meta's window. */
let dialog = null
let ended = false
let connecting = false

if (data.view.status === 'pending') start()
else showEnd(data.view)

function start() {
  part('open').addEventListener('click', openWindow)
  part('cancel').addEventListener('click', cancel)
  show('pending', { ...data.view, step: 1, cancel: true })
  loadSdk()
  setInterval(poll, pollMs)
}

// Meta's SDK, or a stand-in with the same interface.

async function loadSdk() {
  try {
    const [{ loadMetaSdk }, { openDialog }] = await Promise.all([
      import('./sdk/meta-sdk.js'),
      import('./sdk/signup-dialog.js'),
    ])
    const meta = await loadMetaSdk(data.sdkUrl)
    openMeta = (listener) => openDialog(meta, data, listener)
  } catch {
    if (ended) return
    show('stopped', {
      heading: 'Meta’s sign-up could not be loaded',
      text: 'Check your connection and whether a blocker keeps out scripts of facebook.net, then load this page again.',
      step: 1,
      cancel: true,
    })
    return
  }
  if (!ended) openWindow()
}

function openWindow() {
  dialog?.close()
  dialog = openMeta({
    opened: showWaiting,
    blocked: showBlocked,
    ended(end) {
      if (end.end === 'finished') complete(end)
      else stop(wordsOf(end))
    },
  })
}

function wordsOf({ end, why }) {
  if (end === 'failed') return `Meta reported a problem: ${why}`
  if (end === 'no_number') {
    return 'Your WhatsApp Business account was shared, but no number. Try again and add a phone number in Meta’s window.'
  }
  return 'Meta’s window was closed before the number was chosen.'
}

async function complete({ code, wabaId, phoneNumberId, coexistence }) {
  if (connecting || ended) return
  connecting = true
  show('connecting', {
    heading: 'Connecting your number',
    text: 'This takes a few seconds. Please keep this page open.',
    step: 2,
  })
  const answer = await post('complete', {
    code,
    waba_id: wabaId,
    phone_number_id: phoneNumberId,
    // "No" is what Meta does not say; the number itself tells.
    coexistence: coexistence || undefined,
  })
  connecting = false
  if (answer.status === 'completed') showEnd(answer)
  else if (answer.error.retry) stop(answer.error.message)
  else if (!(await poll())) showFailure(answer.error.message)
}

async function cancel() {
  const answer = await post('cancel')
  if (answer.error) stop(answer.error.message)
  else showEnd(answer)
}

/** The session may end without this page: by time, or in another one. True when it has. */
async function poll() {
  if (ended || connecting) return ended
  try {
    const response = await fetch(`whatsapp/status?${new URLSearchParams(link)}`)
    const view = await response.json()
    if (!connecting && view.status && view.status !== 'pending') showEnd(view)
  } catch {
    // Asked again soon.
  }
  return ended
}

async function post(action, body) {
  try {
    const response = await fetch(`whatsapp/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...link, ...body }),
    })
    return await response.json()
  } catch {
    return { error: { message: 'The server could not be reached. Please try again in a moment.', retry: true } }
  }
}

// What the person sees.

function showWaiting() {
  show('waiting', {
    heading: 'Continue in Meta’s window',
    text: 'Sign in there and choose the number. This page goes on by itself.',
    step: 1,
    open: 'I don’t see the window: open it again',
    cancel: true,
  })
  part('open').classList.add('second')
}

function showBlocked() {
  show('blocked', {
    heading: 'Connect your WhatsApp number',
    text: 'Your browser kept Meta’s sign-up window from opening by itself. Open it with this button.',
    step: 1,
    open: 'Continue with Meta',
    cancel: true,
  })
}

/** The dialog or its result led nowhere; the session is still open. */
function stop(problem) {
  if (connecting || ended) return
  show('stopped', { heading: 'Not connected yet', text: '', problem, step: 1, open: 'Try again', cancel: true })
}

function showFailure(problem) {
  ended = true
  show('stopped', { heading: 'The number was not connected', text: '', problem })
}

function showEnd(view) {
  ended = true
  // Meta's window may have left this page's reach; then it stays for the person to close.
  dialog?.close()
  show(view.status, { ...view, step: view.status === 'completed' ? 3 : undefined })
  if (view.channel) {
    part('number').hidden = false
    part('number-phone').textContent = view.channel.phone_number
    part('number-name').textContent = view.channel.name
    part('sync').hidden = !view.channel.coexistence
  }
}

function show(view, { heading, text, problem, step, open, cancel }) {
  const focused = document.activeElement
  card.dataset.view = view
  card.classList.toggle('stopped', !['pending', 'waiting', 'blocked', 'connecting', 'completed'].includes(view))
  document.title = heading
  part('heading').textContent = heading
  part('text').textContent = text
  part('text').hidden = !text
  part('problem').textContent = problem || ''
  part('problem').hidden = !problem
  part('open').textContent = open || ''
  part('open').hidden = !open
  part('open').classList.remove('second')
  part('cancel').hidden = !cancel
  part('foot').hidden = ended
  showStep(step)
  // A button that goes would take the focus with it.
  if (focused?.hidden) part('heading').focus()
}

function showStep(step) {
  document.querySelector('.steps').hidden = step === undefined
  for (const number of [1, 2, 3]) {
    const item = part(`step-${number}`)
    item.classList.toggle('past', number < step || step === 3)
    if (number === step) item.setAttribute('aria-current', 'step')
    else item.removeAttribute('aria-current')
  }
}
