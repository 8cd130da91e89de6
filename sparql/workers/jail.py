"""What a worker cannot do, whatever a query has the engine try: outlive its parent, take all memory, open a socket.

The engine itself knows no off-switch for SERVICE; the kernel does.
"""

import ctypes
import platform
import resource
import signal
import sys
from pathlib import Path

# as the manual of prctl and the kernel headers bpf_common, seccomp and audit number them
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 1, 38, 22, 2
LOAD_WORD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
SYSTEM_CALL, ARCHITECTURE = 0, 4  # where they stand in what the kernel shows to a filter
SOCKET = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}  # architecture, number of socket(2)


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_uint16), ("yes", ctypes.c_uint8), ("no", ctypes.c_uint8), ("k", ctypes.c_uint32))


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("instructions", ctypes.POINTER(_Instruction)))


def end_with_parent() -> None:
    """Have the kernel end this process when its parent ends, even if that was killed; Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def take_no_more_than(memory: int) -> None:
    """Allow so many bytes beside what is taken already: what a query wants beyond ends this process alone."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def open_nothing() -> None:
    """From here on no file, socket or pipe can be opened; those that are open go on working."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def open_no_socket() -> bool:
    """From here on no socket can be opened, files can; whether the kernel agreed (Linux on the usual processors)."""
    if sys.platform != "linux" or platform.machine() not in SOCKET:
        return False
    architecture, number = SOCKET[platform.machine()]
    instructions = (_Instruction * 7)(
        _Instruction(LOAD_WORD, 0, 0, ARCHITECTURE),
        _Instruction(JUMP_IF_EQUAL, 1, 0, architecture),
        _Instruction(RETURN, 0, 0, ALLOW),
        _Instruction(LOAD_WORD, 0, 0, SYSTEM_CALL),
        _Instruction(JUMP_IF_EQUAL, 0, 1, number),
        _Instruction(RETURN, 0, 0, REFUSE),
        _Instruction(RETURN, 0, 0, ALLOW),
    )
    kernel = ctypes.CDLL(None)
    if kernel.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return bool(kernel.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(_Program(7, instructions))) == 0)
