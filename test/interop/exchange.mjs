// Starts the built paper exchange for one script, and talks to its control
// port. Everything ends with the script.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// The published example of Kraken's signing guide.
export const secret =
  'kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HA' +
  'ZtuZuj6F1huXg=='

const accounts = {
  accounts: [
    {
      name: 'alice',
      tier: 'pro',
      deposits: { USD: '100000', BTC: '10', ETH: '50' },
      keys: [{ key: 'alice-0', secret }]
    },
    {
      name: 'bob',
      tier: 'pro',
      deposits: { USD: '100000', BTC: '10' },
      keys: [{ key: 'bob-0', secret }]
    }
  ]
}

const word_before = (word, text) =>
  new RegExp(`${word}\\s+(\\w+://127\\.0\\.0\\.1:\\d+)`).exec(text)?.[1]

// Resolves with what the program printed, once it serves.
function addresses_of (child) {
  return new Promise((resolve, reject) => {
    let text = ''
    child.on('exit', code =>
      reject(new Error(`the exchange ended with ${code}: ${text}`)))
    child.stdout.on('data', data => {
      text += data
      if (text.includes('Ctrl-C')) resolve(text)
    })
  })
}

export async function open_exchange (flags = []) {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-interop-'))
  const file = join(folder, 'accounts.json')
  writeFileSync(file, JSON.stringify(accounts))
  const child = spawn(
    process.env.LOCKSTEP_BINARY,
    // Clients count nonces in milliseconds: two requests in one are refused.
    // No real exchange is near enough for that.
    ['paper-exchange', '--port', '0', '--control-port', '0', '--seed', '7',
      '--latency-ms', '4', '--accounts', file, ...flags],
    { stdio: ['ignore', 'pipe', 'inherit'] })
  process.on('exit', () => {
    child.kill()
    rmSync(folder, { recursive: true })
  })
  const text = await addresses_of(child)
  child.removeAllListeners('exit')
  const rest = word_before('REST', text)
  const streams = word_before('streams', text)
  const own = word_before('private', text) ?? streams
  return new running_exchange(rest, streams, own, word_before('control', text))
}

class running_exchange {
  constructor (rest, streams, private_streams, control_url) {
    Object.assign(this, { rest, streams, private_streams, control_url })
    this.keys = 0
    this.port = Number(new URL(rest).port)
  }

  async control (path, body) {
    const answer = await fetch(this.control_url + path,
      { method: 'POST', body: JSON.stringify(body) })
    const said = await answer.json()
    assert.ok(answer.ok, `${path}: ${said.error}`)
    return said
  }

  // A fresh key: each has a counter of calls of its own.
  async key (account) {
    const key = `${account}-${++this.keys}`
    await this.control('/keys', { account, key, secret })
    return key
  }

  // A market that stands still, so that results can be foretold.
  price (bid, ask) {
    return this.control('/prices',
      { symbol: 'BTC/USD', bid, ask, bid_size: '3', ask_size: '3' })
  }
}

// Runs one step, and says what it was about if it fails.
export async function step (sentence, action) {
  try {
    const result = await action()
    console.log('ok      ' + sentence)
    return result
  } catch (error) {
    console.log('FAILED  ' + sentence)
    console.log(error)
    process.exit(1)
  }
}

// The error with which an action ends.
export async function refusal (action) {
  try {
    await action()
  } catch (error) {
    return error
  }
  throw new Error('this was not refused')
}

// Waits until a condition holds; the answers of streams come when they come.
export async function until (condition, what) {
  for (let i = 0; i < 1000; ++i) {
    const result = condition()
    if (result) return result
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  throw new Error('this did not come: ' + what)
}
