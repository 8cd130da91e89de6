"""The other way to federate: the open release of another node taken over, graph by graph, as sources of this one."""
