# The container is one static binary and the few files it looks for. Everything
# is put together in bin/rootfs by `make image`, with no step that pulls another
# image or runs a program, so that what builds in one place builds in all.
FROM scratch

# The server runs under an account that is not root and has no password. /data
# and /tmp are all that belongs to it: it cannot change its own binary.
COPY bin/rootfs/system/ /
COPY --chown=65532:65532 bin/rootfs/owned/ /
USER 65532:65532

VOLUME ["/data"]
EXPOSE 8080
ENV FIELDSYNC_DATA=/data

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["/fieldsync", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/fieldsync"]
CMD ["serve", "--data", "/data", "--addr", "0.0.0.0:8080"]
