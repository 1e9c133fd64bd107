/* Never sleeps. */
#include "pe.h"

int main(void)
{
    for (;;) RESULT[1]++;
}
