#include "pe.h"
int main(void) { return 0; }
