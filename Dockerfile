# The page is committed in web/dist, so Go alone builds the program.
FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /practice ./cmd/practice

FROM alpine:3.22
RUN adduser -D -H -u 10001 practice && install -d -o practice -g practice -m 0700 /data
COPY --from=build /practice /usr/local/bin/practice
USER practice
ENV PRACTICE_LISTEN=0.0.0.0:8080 \
    PRACTICE_DATA=/data
VOLUME /data
EXPOSE 8080/tcp 7882/udp 7882/tcp
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/healthz"]
ENTRYPOINT ["practice"]
