// The floor under any JSON-RPC host: one thread, one epoll, libjansson, and nothing else.
//
// It answers host.ping and knows no framing but lines, no limits and no errors: what a host costs
// beyond it is what its protocol, its safety and its language cost.
#define _GNU_SOURCE
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CHUNK_BYTES = 1 << 16, REPLY_BYTES = 1 << 18 };

struct connection {
    int number;
    size_t held;
    char bytes[CHUNK_BYTES];
};

static char output[REPLY_BYTES];

static size_t answer(const char *line, size_t length, size_t used) {
    json_error_t error;
    json_t *request = json_loadb(line, length, 0, &error);
    json_t *identifier = json_object_get(request, "id");
    const char *method = json_string_value(json_object_get(request, "method"));
    json_t *reply =
        method != NULL && strcmp(method, "host.ping") == 0
            ? json_pack("{s:s, s:{s:s}, s:O}", "jsonrpc", "2.0", "result", "reply", "pong", "id",
                        identifier)
            : json_pack("{s:s, s:{s:i, s:s}, s:n}", "jsonrpc", "2.0", "error", "code", -32601,
                        "message", "Method not found", "id");
    used += json_dumpb(reply, output + used, sizeof output - used - 1, JSON_COMPACT);
    output[used++] = '\n';
    json_decref(reply);
    json_decref(request);
    return used;
}

static void flush(int number, size_t used) {
    for (size_t sent = 0; sent < used;) {
        ssize_t count = send(number, output + sent, used - sent, MSG_NOSIGNAL);
        if (count < 0 && errno != EINTR) return;
        if (count > 0) sent += (size_t)count;
    }
}

// Answers the lines that have come in; false at the end of the connection.
static int serve(struct connection *connection) {
    char *bytes = connection->bytes;
    ssize_t count =
        read(connection->number, bytes + connection->held, CHUNK_BYTES - connection->held);
    if (count <= 0) return 0;
    connection->held += (size_t)count;
    size_t start = 0, used = 0;
    char *newline;
    while ((newline = memchr(bytes + start, '\n', connection->held - start)) != NULL) {
        size_t end = (size_t)(newline - bytes);
        if (sizeof output - used < 4096) {
            flush(connection->number, used);
            used = 0;
        }
        used = answer(bytes + start, end - start, used);
        start = end + 1;
    }
    flush(connection->number, used);
    connection->held -= start;
    memmove(bytes, bytes + start, connection->held);
    return connection->held < CHUNK_BYTES;
}

int main(int count, char **words) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (count < 2 || strlen(words[1]) >= sizeof address.sun_path) return 2;
    strcpy(address.sun_path, words[1]);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, SOMAXCONN) != 0) {
        perror(words[1]);
        return 1;
    }
    int poll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, events[64];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int ready = epoll_wait(poll, events, 64, -1);
        for (int index = 0; index < ready; index++) {
            struct connection *connection = events[index].data.ptr;
            if (connection == NULL) {
                connection = malloc(sizeof *connection);
                connection->held = 0;
                connection->number = accept(listener, NULL, NULL);
                event.data.ptr = connection;
                epoll_ctl(poll, EPOLL_CTL_ADD, connection->number, &event);
            } else if (!serve(connection)) {
                close(connection->number);
                free(connection);
            }
        }
    }
}
