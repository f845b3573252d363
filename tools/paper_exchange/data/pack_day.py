#!/usr/bin/env python3
"""Packs one recorded day into the compact table that is built in.

usage: pack_day.py CANDLES.csv QUOTES.csv > symbol_date.inc

The columns of both files are those of read_market_csv (market_rows.hpp). One
line is one minute; prices are whole cents, sizes have eight decimals:
  open minus the close before, close minus open,
  high above the higher of both, low below the lower of both, volume,
  close minus bid, ask minus bid, bid size, ask size
A minute without a quote ends after the volume. The first line is the time of
the first minute in seconds and the close before it.
"""
import csv
import decimal
import sys


def cents(text):
    return int(decimal.Decimal(text) * 100)


def size(text):
    short = decimal.Decimal(text).quantize(decimal.Decimal("0.00000001"))
    return format(short, "f").rstrip("0").rstrip(".") or "0"


def rows(path):
    with open(path, encoding="ascii") as file:
        return {int(row["time_ms"]): row for row in csv.DictReader(file)}


def main():
    candles, quotes = rows(sys.argv[1]), rows(sys.argv[2])
    times = sorted(candles)
    before = cents(candles[times[0]]["open"])
    out = [f'R"table({times[0] // 1000} {before}']
    for time in range(times[0], times[-1] + 1, 60_000):
        row = candles[time]  # no minute may be missing
        o, h, l, c = (cents(row[x]) for x in ("open", "high", "low", "close"))
        fields = [o - before, c - o, h - max(o, c), min(o, c) - l,
                  size(row["volume"])]
        if quote := quotes.get(time):
            bid, ask = cents(quote["bid_close"]), cents(quote["ask_close"])
            fields += [c - bid, ask - bid, size(quote["bid_size"]),
                       size(quote["ask_size"])]
        out.append(" ".join(map(str, fields)))
        before = c
    print("\n".join(out) + '\n)table"')


if __name__ == "__main__":
    main()
