// node-kraken-api has no setting for an address: it speaks HTTPS to Kraken's
// host, in chunks. So that host is found on this machine, with a certificate
// that is made for it.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open_exchange, refusal, secret, step } from './exchange.mjs'

const require = createRequire(import.meta.url)
const https = require('node:https')
const { Kraken } = require('node-kraken-api')

const folder = mkdtempSync(join(tmpdir(), 'lockstep-interop-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
const [key_file, certificate] = ['key.pem', 'certificate.pem']
  .map(name => join(folder, name))
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes',
  '-keyout', key_file, '-out', certificate, '-days', '2',
  '-subj', '/CN=api.kraken.com',
  '-addext', 'subjectAltName=DNS:api.kraken.com'], { stdio: 'ignore' })

const exchange = await open_exchange(
  ['--tls-cert', certificate, '--tls-key', key_file])
await exchange.price('50000.0', '50001.0')

const ca = readFileSync(certificate)
const request = https.request
https.request = (options, ...rest) => {
  assert.equal(options.hostname, 'api.kraken.com')
  return request({
    ...options, hostname: '127.0.0.1', servername: options.hostname,
    port: exchange.port, ca
  }, ...rest)
}

const key = await exchange.key('alice')
const kraken = new Kraken({ key, secret, timeout: 5000 })

await step('public questions are answered over TLS', async () => {
  assert.ok((await kraken.time()).unixtime > 0)
  assert.equal((await kraken.systemStatus()).status, 'online')
  assert.ok((await kraken.assets()).XXBT)
  assert.ok((await kraken.assetPairs({ pair: 'XBTUSD' })).XXBTZUSD)
  assert.equal((await kraken.ticker({ pair: 'XBTUSD' })).XXBTZUSD.b[0],
    '50000.00000')
  assert.ok((await kraken.ohlc({ pair: 'XBTUSD', interval: 5 })).last > 0)
  assert.equal((await kraken.depth({ pair: 'XBTUSD', count: 3 }))
    .XXBTZUSD.asks.length, 3)
  assert.ok((await kraken.trades({ pair: 'XBTUSD' })).last)
  assert.ok((await kraken.spread({ pair: 'XBTUSD' })).last)
})

await step('orders are placed and canceled', async () => {
  const placed = await kraken.addOrder({
    pair: 'XBTUSD', type: 'buy', ordertype: 'limit', price: '40000',
    volume: '0.01', userref: 7
  })
  const open = await kraken.openOrders({ userref: 7 })
  assert.deepEqual(Object.keys(open.open), placed.txid)
  assert.equal((await kraken.cancelOrder({ txid: placed.txid[0] })).count, 1)
  assert.equal((await kraken.cancelAll()).count, 0)
  assert.ok((await kraken.cancelAllOrdersAfter({ timeout: 60 })).triggerTime)
})

await step('the account tells what happened', async () => {
  await kraken.addOrder(
    { pair: 'XBTUSD', type: 'buy', ordertype: 'market', volume: '0.01' })
  assert.equal((await kraken.balance()).XXBT, '10.0100000000')
  assert.equal((await kraken.tradesHistory()).count, 1)
  const { ledger } = await kraken.ledgers()
  const [id] = Object.keys(ledger)
  assert.ok((await kraken.queryLedgers({ id }))[id])
  assert.ok((await kraken.getWebSocketsToken()).token)
})

await step('a refusal carries the words of Kraken', async () => {
  const error = await refusal(() => kraken.addOrder(
    { pair: 'NIX', type: 'buy', ordertype: 'market', volume: '1' }))
  assert.match(JSON.stringify(error.body ?? error), /EQuery:Unknown asset pair/)
})

process.exit(0)
