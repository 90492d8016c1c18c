/** Loaded into every measured process with `--import`: says over IPC what the process has used. */

export interface Question {
  ask: 'report'
}

export interface Report {
  /** User and system time since the process began, microseconds. */
  cpuUs: number
  rssBytes: number
}

export interface Answer {
  report: Report
}

process.on('message', (message) => {
  if (!isQuestion(message)) return
  const { user, system } = process.cpuUsage()
  const answer: Answer = { report: { cpuUs: user + system, rssBytes: process.memoryUsage.rss() } }
  process.send?.(answer)
})

function isQuestion(message: unknown): message is Question {
  return typeof message === 'object' && message !== null && 'ask' in message && message.ask === 'report'
}
