// Puts load on a JSON-RPC server that answers a line for each line, and measures it.
//
// In C, so that the generator is never what is measured: one thread, one epoll, no allocation
// while the clock runs. What it finds is printed as one JSON object.
//
//   load sequential SOCKET REQUEST COUNT            one call after another
//   load window     SOCKET REQUEST COUNT WINDOW     so many in flight on one connection
//   load spread     SOCKET REQUEST COUNT WIDTH      so many connections, one in flight on each
//   load reconnect  SOCKET REQUEST COUNT            a connection for each call
//   load hold       SOCKET REQUEST WIDTH            connections that idle until input ends
//   load mixed      SOCKET FILE    COUNT WINDOW     the lines of a file, over and over
//   load start      SOCKET REQUEST PROGRAM ARG...   from exec to the first answer
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_BYTES = 1 << 18, CONNECT_TRIES = 100000 };

static char buffer[BUFFER_BYTES];

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double now(void) { return seconds(CLOCK_MONOTONIC); }

static int try_connect(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        fail(path);
    }
    strcpy(address.sun_path, path);
    int number = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (number < 0) fail("socket");
    if (connect(number, (struct sockaddr *)&address, sizeof address) == 0) return number;
    int error = errno;
    close(number);
    errno = error;
    return -1;
}

static int must_connect(const char *path) {
    // A full backlog is the server's way to say: in a moment.
    for (int tries = 0; tries < CONNECT_TRIES; tries++) {
        int number = try_connect(path);
        if (number >= 0) return number;
        if (errno != EAGAIN) break;
        usleep(50);
    }
    fail("connect");
}

static void send_all(int number, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = send(number, bytes, count, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) fail("send");
        bytes += sent;
        count -= (size_t)sent;
    }
}

// Reads what is there; gives the number of lines that end in it.
static int read_lines(int number) {
    ssize_t count;
    do count = read(number, buffer, sizeof buffer - 1);
    while (count < 0 && errno == EINTR);
    if (count < 0) fail("read");
    if (count == 0) {
        fprintf(stderr, "load: the server closed a connection\n");
        exit(1);
    }
    buffer[count] = 0;
    int lines = 0;
    for (char *place = buffer; (place = memchr(place, '\n', (size_t)(buffer + count - place)));
         place++)
        lines++;
    return lines;
}

static void call(int number, const char *request, size_t length) {
    send_all(number, request, length);
    int lines = 0;
    while (lines == 0) lines = read_lines(number);
    if (strstr(buffer, "\"pong\"") == NULL) {
        fprintf(stderr, "load: no pong: %s\n", buffer);
        exit(1);
    }
}

static int compare(const void *left, const void *right) {
    double difference = *(const double *)left - *(const double *)right;
    return (difference > 0) - (difference < 0);
}

// Prints rate, latencies if there are any, and how busy the generator itself was.
static void report(long count, double began, double cpu_began, double *latencies) {
    double wall = now() - began;
    double share = (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_began) / wall;
    printf("{\"rate\": %.1f, \"loadShare\": %.3f", (double)count / wall, share);
    if (latencies != NULL) {
        qsort(latencies, (size_t)count, sizeof *latencies, compare);
        printf(", \"p50\": %.2f", latencies[count / 2] * 1e6);
        printf(", \"p99\": %.2f", latencies[count - 1 - count / 100] * 1e6);
    }
    printf("}\n");
}

static void sequential(const char *path, const char *request, long count) {
    double *latencies = calloc((size_t)count, sizeof *latencies);
    if (latencies == NULL) fail("memory");
    size_t length = strlen(request);
    int number = must_connect(path);
    for (long index = 0; index < 100; index++) call(number, request, length);
    double began = now(), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (long index = 0; index < count; index++) {
        double before = now();
        call(number, request, length);
        latencies[index] = now() - before;
    }
    report(count, began, cpu, latencies);
}

static void window(const char *path, const char *request, long count, int width) {
    size_t length = strlen(request);
    char *requests = malloc(length * (size_t)width);
    if (requests == NULL) fail("memory");
    for (int index = 0; index < width; index++)
        memcpy(requests + (size_t)index * length, request, length);
    int number = must_connect(path);
    call(number, request, length);
    long sent = 0, answered = 0;
    double began = now(), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    while (answered < count) {
        long room = width - (sent - answered);
        if (room > count - sent) room = count - sent;
        if (room > 0) send_all(number, requests, length * (size_t)room);
        sent += room;
        answered += read_lines(number);
    }
    report(answered, began, cpu, NULL);
}

static void spread(const char *path, const char *request, long count, int width) {
    size_t length = strlen(request);
    int poll = epoll_create1(EPOLL_CLOEXEC);
    int *numbers = calloc((size_t)width, sizeof *numbers);
    double *latencies = calloc((size_t)count, sizeof *latencies);
    double *sent_at = calloc((size_t)width, sizeof *sent_at);
    if (numbers == NULL || latencies == NULL || sent_at == NULL) fail("memory");
    for (int index = 0; index < width; index++) {
        int number = numbers[index] = must_connect(path);
        call(number, request, length);
        struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, number, &event) != 0) fail("epoll");
    }
    struct epoll_event events[64];
    double began = now(), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (int index = 0; index < width; index++) {
        sent_at[index] = now();
        send_all(numbers[index], request, length);
    }
    long answered = 0;
    while (answered < count) {
        int ready = epoll_wait(poll, events, 64, -1);
        for (int event = 0; event < ready && answered < count; event++) {
            uint32_t index = events[event].data.u32;
            if (read_lines(numbers[index]) == 0) continue;
            double time = now();
            latencies[answered++] = time - sent_at[index];
            sent_at[index] = time;
            send_all(numbers[index], request, length);
        }
    }
    report(count, began, cpu, latencies);
}

static void reconnect(const char *path, const char *request, long count) {
    size_t length = strlen(request);
    double *latencies = calloc((size_t)count, sizeof *latencies);
    if (latencies == NULL) fail("memory");
    double began = now(), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (long index = 0; index < count; index++) {
        double before = now();
        int number = must_connect(path);
        call(number, request, length);
        close(number);
        latencies[index] = now() - before;
    }
    report(count, began, cpu, latencies);
}

static void hold(const char *path, const char *request, int width) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    size_t length = strlen(request);
    for (int index = 0; index < width; index++) call(must_connect(path), request, length);
    printf("{\"held\": %d}\n", width);
    fflush(stdout);
    while (read(STDIN_FILENO, buffer, sizeof buffer) > 0) {}
}

// Sends the lines of a file in turn; every line must be one that is answered by one line.
static void mixed(const char *path, const char *name, long count, int width) {
    static char lines[1 << 20];
    FILE *file = fopen(name, "r");
    if (file == NULL) fail(name);
    size_t total = fread(lines, 1, sizeof lines, file);
    fclose(file);
    long line_count = 0;
    static size_t starts[4096];
    for (size_t index = 0; index < total && line_count < 4095; index++)
        if (lines[index] == '\n') starts[++line_count] = index + 1;
    if (line_count == 0) fail("no lines");
    int number = must_connect(path);
    long sent = 0, answered = 0;
    double began = now(), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    while (answered < count) {
        while (sent < count && sent - answered < width) {
            long line = sent % line_count;
            send_all(number, lines + starts[line], starts[line + 1] - starts[line]);
            sent++;
        }
        answered += read_lines(number);
    }
    report(answered, began, cpu, NULL);
}

static void start(const char *path, const char *request, char **command) {
    unlink(path);
    double began = now();
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        execv(command[0], command);
        fail(command[0]);
    }
    int number;
    while ((number = try_connect(path)) < 0) {
        if (now() - began > 30 || waitpid(child, NULL, WNOHANG) != 0) fail("no server");
        usleep(100);
    }
    call(number, request, strlen(request));
    double ready = now() - began;
    close(number);
    kill(child, SIGTERM);
    waitpid(child, NULL, 0);
    printf("{\"milliseconds\": %.2f}\n", ready * 1e3);
}

int main(int count, char **words) {
    if (count < 5) {
        fprintf(stderr, "usage: load MODE SOCKET REQUEST COUNT [WIDTH]\n");
        return 2;
    }
    const char *mode = words[1], *path = words[2];
    long number = atol(words[4]);
    int width = count > 5 ? atoi(words[5]) : 1;
    static char request[65536];
    snprintf(request, sizeof request, "%s\n", words[3]);
    if (strcmp(mode, "sequential") == 0) sequential(path, request, number);
    else if (strcmp(mode, "window") == 0) window(path, request, number, width);
    else if (strcmp(mode, "spread") == 0) spread(path, request, number, width);
    else if (strcmp(mode, "reconnect") == 0) reconnect(path, request, number);
    else if (strcmp(mode, "hold") == 0) hold(path, request, (int)number);
    else if (strcmp(mode, "mixed") == 0) mixed(path, words[3], number, width);
    else if (strcmp(mode, "start") == 0) start(path, request, words + 4);
    else return 2;
    return 0;
}
