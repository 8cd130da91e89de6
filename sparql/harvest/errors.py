"""What keeps a release of another node from being taken over."""

from genoderm.ontology.errors import GenodermError, NotFound


class UnknownPeer(NotFound):
    """No node of the list goes by that name."""


class PullRefused(GenodermError):
    """The release is there, and is not one to take over: its licence, its model, its size, its bytes."""

    status = 502
