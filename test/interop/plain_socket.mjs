// A plain WebSocket and Kraken's documents of version 2: what libraries leave
// out. Frames are sent as text and as binary, as clients do both.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { crc32 } from './crc32.mjs'
import WebSocket from 'ws'
import { open_exchange, secret, step, until } from './exchange.mjs'

const exchange = await open_exchange(['--ws-auth-port', '0'])
await exchange.price('50000.0', '50001.0')

async function token_of (account) {
  const path = '/0/private/GetWebSocketsToken'
  const body = JSON.stringify({ nonce: String(Date.now()) })
  const { nonce } = JSON.parse(body)
  const inner = createHash('sha256').update(nonce + body).digest()
  const signature = createHmac('sha512', Buffer.from(secret, 'base64'))
    .update(Buffer.concat([Buffer.from(path), inner])).digest('base64')
  const answer = await fetch(exchange.rest + path, {
    method: 'POST',
    body,
    headers: {
      'Content-Type': 'application/json',
      'API-Key': await exchange.key(account),
      'API-Sign': signature
    }
  })
  return (await answer.json()).result.token
}

// A connection that keeps all it hears.
class socket {
  constructor (url, token) {
    this.token = token
    this.heard = []
    this.next_id = 0
    this.socket = new WebSocket(url)
    this.socket.on('message', data => this.heard.push(JSON.parse(data)))
    this.open = new Promise(resolve => this.socket.on('open', resolve))
  }

  async ask (method, params) {
    await this.open
    const req_id = ++this.next_id
    const token = this.token && params ? { token: this.token } : {}
    const more = params && { ...params, ...token }
    const frame = JSON.stringify({ method, params: more, req_id })
    this.socket.send(frame, { binary: req_id % 2 === 0 })
    return until(() => this.heard.find(one => one.req_id === req_id), method)
  }

  async result_of (method, params) {
    const answer = await this.ask(method, params)
    assert.equal(answer.success, true, JSON.stringify(answer))
    return answer.result
  }

  of (channel, type) {
    return this.heard.filter(one => one.channel === channel &&
      (!type || one.type === type))
  }
}

const market = new socket(exchange.streams + '/v2')
const own = new socket(exchange.private_streams + '/v2',
  await token_of('alice'))
const symbol = 'BTC/USD'

await step('each host says first how it is, and answers a ping', async () => {
  for (const one of [market, own]) {
    const status = await until(() => one.of('status')[0], 'status')
    assert.equal(status.data[0].api_version, 'v2')
    assert.equal((await one.ask('ping')).method, 'pong')
  }
})

await step('each host refuses what belongs to the other', async () => {
  const there = await market.ask('subscribe',
    { channel: 'executions', token: 'x' })
  assert.match(there.error, /Try ws-auth/)
  const here = await own.ask('subscribe',
    { channel: 'ticker', symbol: [symbol] })
  assert.match(here.error, /Try ws\.kraken/)
})

// The book as its snapshots and updates tell it; what falls out of the depth
// is forgotten.
function book_of (messages, depth) {
  const book = { bids: new Map(), asks: new Map() }
  let checksum
  for (const { data: [change] } of messages) {
    for (const side of ['bids', 'asks'])
      for (const { price, qty } of change[side])
        qty === 0 ? book[side].delete(price) : book[side].set(price, qty)
    for (const [side, sign] of [['bids', -1], ['asks', 1]])
      [...book[side].keys()].sort((a, b) => sign * (a - b)).slice(depth)
        .forEach(price => book[side].delete(price))
    checksum = change.checksum
  }
  const digits = (x, places) =>
    x.toFixed(places).replace('.', '').replace(/^0+/, '')
  const side = (levels, sign) => [...levels]
    .sort((a, b) => sign * (a[0] - b[0])).slice(0, 10)
    .map(([p, q]) => digits(p, 1) + digits(q, 8)).join('')
  const text = side(book.asks, 1) + side(book.bids, -1)
  return { ours: crc32(text), theirs: checksum }
}

await step('public channels are subscribed, the book adds up', async () => {
  await market.result_of('subscribe', { channel: 'instrument' })
  await market.result_of('subscribe',
    { channel: 'ticker', symbol: [symbol, 'ETH/USD'], event_trigger: 'bbo' })
  await market.result_of('subscribe',
    { channel: 'ohlc', symbol: [symbol], interval: 5 })
  await market.result_of('subscribe', { channel: 'trade', symbol: [symbol] })
  await market.result_of('subscribe',
    { channel: 'book', symbol: [symbol], depth: 100 })
  for (const bid of ['49990.0', '50000.9', '49980.3', '50000.0'])
    await exchange.price(bid, '50001.0')
  await until(() => market.of('book').length >= 5, 'updates of the book')
  const { ours, theirs } = book_of(market.of('book'), 100)
  assert.equal(ours, theirs)
  const { pairs } = market.of('instrument')[0].data
  assert.equal(pairs.find(one => one.symbol === symbol).price_precision, 1)
})

const order = more => ({
  order_type: 'limit', side: 'buy', symbol, order_qty: 0.01,
  limit_price: 40000, ...more
})

await step('orders live and end over the socket', async () => {
  await own.result_of('subscribe', { channel: 'balances' })
  const ack = await own.result_of('subscribe',
    { channel: 'executions', snap_trades: true, ratecounter: true })
  assert.equal(ack.maxratecount, 180)
  const checked = await own.result_of('add_order', order({ validate: true }))
  assert.equal(checked.order_id, '')
  const { order_id, cl_ord_id } =
    await own.result_of('add_order', order({ cl_ord_id: 'first' }))
  assert.equal(cl_ord_id, 'first')
  const { amend_id } = await own.result_of('amend_order',
    { order_id, limit_price: 41000, limit_price_type: 'static' })
  assert.ok(amend_id)
  assert.equal((await own.result_of('cancel_order', { cl_ord_id: ['first'] }))
    .cl_ord_id, 'first')
  const kinds = () => own.of('executions', 'update').flatMap(one => one.data)
    .filter(one => one.order_id === order_id).map(one => one.exec_type)
  await until(() => kinds().includes('canceled'), 'canceled')
  assert.deepEqual(kinds(), ['pending_new', 'new', 'amended', 'canceled'])
})

await step('an edited order gets another id', async () => {
  const { order_id } =
    await own.result_of('add_order', order({ order_userref: 5 }))
  const edited = await own.result_of('edit_order',
    { order_id, symbol, order_qty: 0.02, limit_price: 40500 })
  assert.equal(edited.original_order_id, order_id)
  await own.result_of('cancel_order', { order_id: [edited.order_id] })
})

await step('batches are added and canceled with one answer', async () => {
  const { symbol: _, ...one } = order()
  const rows = await own.result_of('batch_add', { symbol, orders: [one, one] })
  const answer = await own.ask('batch_cancel',
    { orders: rows.map(row => row.order_id) })
  assert.equal(answer.orders_cancelled, 2)
  await own.result_of('add_order', order())
  assert.equal((await own.result_of('cancel_all', {})).count, 1)
  const timer = await own.result_of('cancel_all_orders_after', { timeout: 60 })
  assert.ok(timer.triggerTime > timer.currentTime)
  await own.result_of('cancel_all_orders_after', { timeout: 0 })
})

await step('an execution reaches all who should hear of it', async () => {
  const { order_id } = await own.result_of('add_order', {
    order_type: 'market', side: 'buy', symbol, order_qty: 0.01
  })
  const fill = await until(() => own.of('executions', 'update')
    .flatMap(one => one.data).find(one =>
      one.order_id === order_id && one.exec_type === 'trade'), 'trade')
  assert.deepEqual([fill.last_price, fill.last_qty, fill.liquidity_ind],
    [50001, 0.01, 't'])
  await until(() => own.of('balances', 'update').length >= 2, 'balances')
  const told = await until(() => market.of('trade', 'update')[0], 'trade')
  assert.equal(told.data[0].trade_id, fill.trade_id)
  await until(() => market.of('ohlc', 'update')[0], 'candle')
  const numbers = own.of('executions').map(one => one.sequence)
  assert.deepEqual(numbers, numbers.map((_, i) => i + 1))
})

await step('after unsubscribing a channel is quiet', async () => {
  await market.result_of('unsubscribe',
    { channel: 'book', symbol: [symbol], depth: 100 })
  const before = market.of('book').length
  await exchange.price('49000.0', '50001.0')
  await market.ask('ping')
  assert.equal(market.of('book').length, before)
})

process.exit(0)
