/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-keys.h"

/* Made by puttygen for this file alone. */
const char *const fuzz_seeds[] = {
  /* Ed25519, version 3 */
  "'PuTTY-User-Key-File-3: ssh-ed25519' 0a"
  "'Encryption: none' 0a"
  "'Comment: c' 0a"
  "'Public-Lines: 2' 0a"
  "'AAAAC3NzaC1lZDI1NTE5AAAAIG71MYOArnaLct4Sr16m5KdU4BO14zHrFaRoDZbb' 0a"
  "'Aouk' 0a"
  "'Private-Lines: 1' 0a"
  "'AAAAIE5ambyihNCjgjhy4sNbYD5GnlVOfNHt6qZYBcXVQtMY' 0a"
  "'Private-MAC: 4358451b70b6f4b7d8bdb53667facb8dfe9051badf78a5d69fb4cdc16aa9bb05' 0a",
  /* ECDSA, version 2 */
  "'PuTTY-User-Key-File-2: ecdsa-sha2-nistp256' 0a"
  "'Encryption: none' 0a"
  "'Comment: c' 0a"
  "'Public-Lines: 3' 0a"
  "'AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBAopiaFCVCMU' 0a"
  "'uvcVjI3Pjw4s40D0N4h1XUNXlLfDDYuDiGF5nB2+HMxPPjTRlhaX8Hox61uEtjsd' 0a"
  "'hnmZ39Wn1XA=' 0a"
  "'Private-Lines: 1' 0a"
  "'AAAAIQDK0pvKmM6AEg49HOiMsyXpZkJxVkv/UWAYkXKYYp0sKA==' 0a"
  "'Private-MAC: 8481476ca86be05150e8acad4222069ed5cf47bc' 0a",
  /* Ed25519, version 3, encrypted */
  "'PuTTY-User-Key-File-3: ssh-ed25519' 0a"
  "'Encryption: aes256-cbc' 0a"
  "'Comment: c' 0a"
  "'Public-Lines: 2' 0a"
  "'AAAAC3NzaC1lZDI1NTE5AAAAIIQ7w6pfVDliMXEmQvcW+PyPcowqOM2tmb1x7h/F' 0a"
  "'B8Wu' 0a"
  "'Key-Derivation: Argon2id' 0a"
  "'Argon2-Memory: 64' 0a"
  "'Argon2-Passes: 1' 0a"
  "'Argon2-Parallelism: 1' 0a"
  "'Argon2-Salt: 30e6b887f1c118f3446276649b39aa1d' 0a"
  "'Private-Lines: 1' 0a"
  "'lDDpXwV44rQhUJDuGMbTbl9bpQJerhxp+QeKFgIErhnWzpq+hEf/V87fG6X2MPU/' 0a"
  "'Private-MAC: d6d355e66759d2481314b487e8a7d38d0d38d4107997aff3842abf679a8e6b7d' 0a",
  NULL,
};

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  fuzz_key_store (data, size);

  return 0;
}
