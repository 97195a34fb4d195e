#!/usr/bin/env python3
"""A plugin in the style of Core Lightning, with the package pyln-client:

    pip install pyln-client
    assay serve --plugin plugins/hello-python/hello.py --plugin-option greeting=Ciao
    assay call hello name=Ada
"""

from __future__ import annotations

import threading

from pyln.client import Plugin

plugin = Plugin()
plugin.add_option("greeting", "Hello", "What to say to whoever says a name.")
plugin.add_option("payment-limit", 0, "Refuse to pay more than this at once; 0 for no limit.", "int")
plugin.event_count = 0


@plugin.init()
def init(options: dict, configuration: dict, plugin: Plugin, **kwargs: object) -> None:
    plugin.log(f"hello from {configuration['lightning-dir']}")


@plugin.method("hello")
def hello(plugin: Plugin, name: str = "world") -> dict:
    """Greets whoever says a name."""
    return {"greeting": f"{plugin.get_option('greeting')}, {name}!"}


@plugin.method("hello.balances")
def balances(plugin: Plugin) -> dict:
    """Who has how many credits: asks the host over the plugin's own socket."""
    people = plugin.rpc.call("participant.list")["participants"]
    return {person["name"]: person["credits"] for person in people}


@plugin.async_method("hello.later")
def later(plugin: Plugin, request: object, seconds: float = 0.1) -> None:
    """Answers after a while, and lets the plugin answer others meanwhile."""

    def answer() -> None:
        request.progress(1, 1)
        request.set_result({"greeting": "better late than never"})

    threading.Timer(seconds, answer).start()


@plugin.method("hello.events")
def events(plugin: Plugin) -> dict:
    """How many events of the log the plugin has heard of."""
    return {"count": plugin.event_count}


@plugin.subscribe("ledger")
def on_event(plugin: Plugin, ledger: dict, **kwargs: object) -> None:
    plugin.event_count += 1


@plugin.hook("payment")
def on_payment(plugin: Plugin, kind: str, amount: int, **kwargs: object) -> dict:
    limit = plugin.get_option("payment-limit")
    if limit and kind == "transfer" and amount > limit:
        return {"result": "reject", "message": f"{amount} is more than {limit}"}
    return {"result": "continue"}


plugin.run()
