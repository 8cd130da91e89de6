"""Counting the rows of an answer as it is written, by what its format puts between rows and nowhere else."""

# In JSON a quotation mark inside a value is written \", so these bytes stand between rows only; in XML a value's < is
# written &lt;; in TSV and N-Triples the line end of a value is written \n.
JSON, XML, LINE = b'}},{"', b"</result>", b"\n"
MARKS = {
    "application/sparql-results+json": JSON,
    "application/json": JSON,
    "application/sparql-results+xml": XML,
    "application/xml": XML,
    "text/tab-separated-values": LINE,
    "application/n-triples": LINE,
    "application/n-quads": LINE,
}
NO_ROW = b'"bindings":[]'


class Counting:
    """Counts rows; `total` is None for formats that do not tell."""

    def __init__(self, media_type: str) -> None:
        """Nothing has been seen yet."""
        self._mark = MARKS.get(media_type)
        self._seen = 0
        if media_type == "text/tab-separated-values":
            self._seen = -1  # the line of the variables
        self._rest = b""

    def see(self, data: bytes) -> None:
        """Count in the next bytes of the answer; a mark may begin in one piece and end in the next."""
        if self._mark is None:
            return
        if self._mark == JSON and not self._rest and NO_ROW not in data:
            self._seen += 1  # the first row has none before it
        text = self._rest + data
        self._seen += text.count(self._mark)
        self._rest = text[len(text) - len(self._mark) + 1 :]

    @property
    def total(self) -> int | None:
        """How many rows there were."""
        return None if self._mark is None else max(0, self._seen)
