"""What Prometheus gets to see: this process's numbers, or those of all workers, each with its label."""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, Metric, ProcessCollector, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

WORKER_LABEL = "worker"


class Metrics:
    """The numbers of this process; parts register theirs in `registry`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        # Processor, memory and open files.
        ProcessCollector(registry=self.registry)
        self._gather: Callable[[], Awaitable[str]] | None = None

    def gather_with(self, gather: Callable[[], Awaitable[str]]) -> None:
        """Answer with what `gather` collects from all workers."""
        self._gather = gather

    def own_text(self) -> str:
        """This process's numbers, in Prometheus' text format."""
        return generate_latest(self.registry).decode()

    async def text(self) -> str:
        """The numbers of all processes of this server that can be had, in Prometheus' text format."""
        return self.own_text() if self._gather is None else await self._gather()


def merge(texts: Mapping[str, str]) -> str:
    """The numbers of several workers in one text; what each of them said, labelled with its name."""
    families: dict[str, Metric] = {}
    for worker, text in texts.items():
        for family in text_string_to_metric_families(text):
            merged = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            for sample in family.samples:
                merged.add_sample(sample.name, {WORKER_LABEL: worker, **sample.labels}, sample.value)

    class Merged(Collector):
        def collect(self) -> Iterable[Metric]:
            return families.values()

    registry = CollectorRegistry()
    registry.register(Merged())
    return generate_latest(registry).decode()
