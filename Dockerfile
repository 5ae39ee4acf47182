# Built from the sources, so that an image needs nothing but a checkout: docker build -t lock-health-bridge .
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm ci && npm run build:bridge

FROM node:24.21.0-alpine3.24
LABEL org.opencontainers.image.title="Lock Health bridge" \
    org.opencontainers.image.description="Tells why smart locks misbehave and lends a guarded hand with what cures them" \
    org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    LOCK_HEALTH_DATA=/data
COPY --from=build /src/build/ /opt/lock-health/
# A new volume takes its owner from here.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 9190
HEALTHCHECK --interval=60s --timeout=5s --start-period=60s --retries=3 \
    CMD wget -q -T 4 -O /dev/null "http://127.0.0.1:${LOCK_HEALTH_HTTP_PORT:-9190}/health"
# Other commands come in the place of "run": docker compose run --rm bridge doctor
ENTRYPOINT ["node", "/opt/lock-health/lock-health-bridge.mjs"]
CMD ["run"]
