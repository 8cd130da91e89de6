"""The HTTP face of a home of releases, thin: each answer is a query file, bound and run."""

from importlib.resources import files

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from genoderm import __version__
from genoderm.api import care, endpoint, health
from genoderm.api.problems import install
from genoderm.graph.home import Home
from genoderm.graph.serving import Serving
from genoderm.graph.settings import settings


def create() -> FastAPI:
    """The application, serving from the home that the settings name."""
    app = FastAPI(title="Genoderm", version=__version__, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.state.serving = Serving(Home(settings().home))
    install(app)
    app.include_router(endpoint.router)
    app.include_router(care.router)
    app.include_router(health.router)
    app.add_api_route("/", welcome, include_in_schema=False, response_class=PlainTextResponse)
    return app


def welcome() -> str:
    """What is here, for someone who opens the address."""
    return (files(__package__) / "welcome.md").read_text("utf-8")
