# Citewell on the CPU. Articles are mounted at /articles (read-only will do), data is kept in the volume /data.
#   docker build --tag citewell .
#   docker build --tag citewell --build-arg TORCH_INDEX=ADDRESS .    where pip finds only builds of PyTorch with CUDA

FROM python:3.11.14-slim-bookworm AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ARG TORCH_INDEX=""
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE app.py ./
COPY qa qa
COPY corpus corpus
RUN python -m venv --without-pip /opt/citewell
# torch first and alone, so that no later step replaces it
RUN python -m pip --python /opt/citewell/bin/python install --no-cache-dir \
      ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} "$(grep '^torch==' constraints.txt)"
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheel . \
    && python -m pip --python /opt/citewell/bin/python install --no-cache-dir --constraint constraints.txt \
      /wheel/*.whl

FROM python:3.11.14-slim-bookworm
RUN install -d -o 10001 -g 10001 /data /articles
COPY --from=build /opt/citewell /opt/citewell
ENV PATH=/opt/citewell/bin:$PATH \
    HOME=/data \
    USER=citewell \
    CITEWELL_CORPUS=/articles \
    CITEWELL_INDEX=/data/index \
    PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
EXPOSE 8501
# the first start builds the index, which takes minutes where there is much to read
HEALTHCHECK --interval=30s --timeout=10s --start-period=30m --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/healthz', timeout=8)"]
ENTRYPOINT ["citewell"]
# inside the container only: which addresses of the machine reach it is said where its port is published
CMD ["serve", "/articles", "--host", "0.0.0.0", "--expose", "--no-browser"]
