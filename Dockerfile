# syntax=docker/dockerfile:1
# The server with the locked versions of this workspace. `docker build -t integrations-server .`

FROM node:24-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe AS build
WORKDIR /workspace
# scripts/tools pins pnpm with its hash.
COPY scripts/tools scripts/tools
RUN npm ci --prefix scripts/tools
# Dependencies change less often than sources, so they are a layer of their own.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages/contract/package.json packages/contract/
COPY packages/server/package.json packages/server/
RUN scripts/tools/node_modules/.bin/pnpm install --frozen-lockfile --filter @loop-health/integrations-server...
COPY tsconfig.base.json ./
COPY packages/contract packages/contract
COPY packages/server packages/server
RUN scripts/tools/node_modules/.bin/pnpm --filter @loop-health/integrations-server... run build
RUN scripts/tools/node_modules/.bin/pnpm --filter @loop-health/integrations-server --prod deploy /app

FROM node:24-trixie-slim@sha256:8ec5d7557396cfe32d21c3f9c13072355ceab22b584578ca4bb28af31120cffe
ENV NODE_ENV=production \
    DATABASE_URL=sqlite:/data/ledger.sqlite
# The only writable folder. The rest of the file system can be read-only.
RUN install --directory --owner=node --group=node --mode=0700 /data \
    && ln -s /app/dist/node/cli.js /usr/local/bin/integrations-server
VOLUME /data
COPY --from=build /app /app
WORKDIR /app
# A number, so that orchestrators can check that it is not root.
USER 1000:1000
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.OPERATIONS_PORT || process.env.PORT || 8787}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Runs node directly, so that it receives signals.
ENTRYPOINT ["integrations-server"]
CMD ["serve"]
