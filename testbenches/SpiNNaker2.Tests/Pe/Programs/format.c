/* newlib: printf of integers, floats and strings, malloc, qsort. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "support.h"

extern char end;
static char *heap = &end;
void *_sbrk(int bytes) { char *old = heap; heap += bytes; return old; }
int _write(int file, const char *text, int length)
{
    (void)file;
    for (int i = 0; i < length; i++) semihost(0x03, &text[i]);
    return length;
}
int _close(int file) { (void)file; return -1; }
int _read(int file, char *text, int length) { (void)file; (void)text; (void)length; return 0; }
int _lseek(int file, int offset, int whence) { (void)file; (void)offset; (void)whence; return 0; }
int _fstat(int file, void *status) { (void)file; ((uint32_t *)status)[1] = 0020000; return 0; }
int _isatty(int file) { (void)file; return 1; }
void _exit(int status) { leave(status); for (;;) { } }
int _kill(int process, int signal) { (void)process; (void)signal; return -1; }
int _getpid(void) { return 1; }

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

int main(void)
{
    char *names[] = {"crossbar", "neuron", "axon", "spike", "packet", "dendrite", "synapse"};
    qsort(names, 7, sizeof names[0], compare);
    for (int i = 0; i < 7; i++) printf("%-10s|%5d|%05x|%+.3f|%e\n", names[i], i * i * -37, i * 4099, (double)i * 1.0625 - 2, (double)(i + 1) / 7);
    char *copy = malloc(100);
    if (!copy) return 1;
    snprintf(copy, 100, "%lld %llu %o %c %%", -1234567890123LL, 9876543210ULL, 511u, 'x');
    puts(copy);
    free(copy);
    fflush(stdout);
    return (int)strlen(names[0]);
}
