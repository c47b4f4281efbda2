#!/usr/bin/env python3
"""Puts a program that knows no roles under a tandem agent: runs COMMAND primary|backup EPOCH at each change of role."""
import os, socket, subprocess, sys

link = socket.socket(socket.AF_UNIX)
link.connect(os.environ["TANDEM_ROLE_SOCKET"])
say = lambda line: link.sendall((line + "\n").encode())
run = lambda role, epoch: subprocess.run([*sys.argv[1:], role, str(epoch)]).returncode
epoch = 0
say(f"hello application=adapter pid={os.getpid()} protocol=1")
say("status role=backup state=started reason=")
for line in link.makefile():
    word, *pairs = line.split()
    m = dict(pair.split("=", 1) for pair in pairs)
    if word == "ping":
        say(f"pong sequence={m['sequence']}")
    elif word == "changeRole" and int(m["epoch"]) < epoch:
        say(f"roleRefused ref={m['ref']} reason=older+epoch")
    elif word == "changeRole":
        epoch = int(m["epoch"])
        failed = run(m["role"], epoch)
        say(f"roleRefused ref={m['ref']} reason=exit+{failed}" if failed else f"roleChanged ref={m['ref']} role={m['role']} epoch={epoch}")
    elif word in ("exit", "suspend"):
        break
run("backup", epoch)  # the agent is gone: stop serving at once
