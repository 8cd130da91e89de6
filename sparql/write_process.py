"""The process that writes: one order, with an end to its time and its memory, so that the server cannot be taken down.

The kernel ends it, wherever it is; what it was making is swept by the next that writes.
"""

import resource
import signal
import sys
from pathlib import Path

from genoderm.graph.home import Home
from genoderm.graph.lock import Held
from genoderm.graph.manifest import read_manifest
from genoderm.graph.storage import StorageFailed
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.workers.jail import end_with_parent, open_no_socket
from genoderm.sparql.workers.tasks import TooLarge
from genoderm.sparql.write_orders import Order, carry_out, fault_bytes

ELSEWHERE = {
    Held: "something else is being written here, or a release built; send this again in a while",
    StorageFailed: "the server could not store it, and its log says why; nothing was written",
}
NO_MEMORY = "the write needs more memory than it may have; nothing was written"


def main() -> None:
    """Run as `python -m genoderm.sparql.write_process HOME SECONDS BYTES KEPT`, with the order on standard input."""
    home, seconds, memory, kept = Home(Path(sys.argv[1])), float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM ends a process that has no handler for it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server decides when we end
    end_with_parent()
    open_no_socket()
    # what is written to, and not what is reserved, which the threads of three stores do by the gigabyte
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    order = Order.model_validate_json(sys.stdin.buffer.read())
    sys.stdout.buffer.write(outcome(order, home, kept))


def outcome(order: Order, home: Home, kept: int) -> bytes:
    """What became of an order, as JSON."""
    try:
        base = read_manifest(home.current_release()).base
        return carry_out(order, home, base, kept).model_dump_json().encode()
    except (Held, StorageFailed) as fault:  # whose words are about this machine, for its operator
        sys.stderr.write(f"{fault}\n")
        return fault_bytes(type(fault)(ELSEWHERE[type(fault)]))
    except GenodermError as fault:
        return fault_bytes(fault)
    except MemoryError:
        return fault_bytes(TooLarge(NO_MEMORY))


if __name__ == "__main__":
    main()
