# syntax=docker/dockerfile:1
# The server, built from this workspace with the versions of its lockfile. `docker build -t integrations-server .`

FROM node:24-trixie-slim AS build
WORKDIR /workspace
# What is installed changes less often than what is built: it is a layer of its own.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/contract/package.json packages/contract/
COPY packages/server/package.json packages/server/
RUN npx --yes pnpm@12.4.2 install --frozen-lockfile --filter @loop-health/integrations-server...
COPY tsconfig.base.json ./
COPY packages/contract packages/contract
COPY packages/server packages/server
RUN npx --yes pnpm@12.4.2 --filter @loop-health/integrations-server... run build
RUN npx --yes pnpm@12.4.2 --filter @loop-health/integrations-server --prod deploy /app

FROM node:24-trixie-slim
ENV NODE_ENV=production \
    DATABASE_URL=sqlite:/data/ledger.sqlite
# The one place that is written to: the rest of the file system can be read-only.
RUN install --directory --owner=node --group=node --mode=0700 /data \
    && ln -s /app/dist/node/cli.js /usr/local/bin/integrations-server
VOLUME /data
COPY --from=build /app /app
WORKDIR /app
# By number, so that an orchestrator can see that it is not root.
USER 1000:1000
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.OPERATIONS_PORT || process.env.PORT || 8787}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The kernel follows the shebang: node itself gets the signals.
ENTRYPOINT ["integrations-server"]
CMD ["serve"]
