/* SPDX-License-Identifier: GPL-3.0-or-later */
/* example HOST PORT USER KEY-FILE FOLDER: lists a folder, and shows what is in its files ending in .txt. */
#include <quay.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
accept_key (QuaySftpClient *client, QuaySshServerAuthenticationEvent *event, gpointer user_data)
{
  g_autofree char *fingerprint = NULL;

  g_object_get (event, "fingerprint", &fingerprint, NULL);
  printf ("The server's key is %s\n", fingerprint);
  g_object_set (event, "accept", TRUE, NULL);
}

static void
show_data (QuaySftpClient *client, QuayTransferEvent *event, gpointer user_data)
{
  g_autoptr (GBytes) text = NULL;

  g_object_get (event, "text", &text, NULL);
  fwrite (g_bytes_get_data (text, NULL), 1, g_bytes_get_size (text), stdout);
}

int
main (int argc, char **argv)
{
  g_autoptr (QuaySftpClient) client = quay_sftp_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) store = g_bytes_new (argv[4], strlen (argv[4]));

  g_object_set (client, "ssh-user", argv[3], "ssh-auth-mode", 3, "ssh-cert-store-type", 99, "ssh-cert-store", store,
                NULL);
  g_signal_connect (client, "ssh-server-authentication", G_CALLBACK (accept_key), NULL);
  g_signal_connect (client, "transfer", G_CALLBACK (show_data), NULL);
  if (!quay_sftp_client_ssh_logon (client, argv[1], atoi (argv[2]), &error)
      || !quay_sftp_client_change_remote_path (client, argv[5], &error)
      || !quay_sftp_client_list_directory (client, &error))
    g_error ("%s", error->message);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (quay_sftp_client_get_dir_list (client))); i++)
    {
      g_autofree char *name = quay_sftp_client_get_dir_list_file_name (client, i);

      printf ("%s, %" G_GINT64_FORMAT " bytes\n", name, quay_sftp_client_get_dir_list_file_size (client, i));
      g_object_set (client, "remote-file", name, NULL);
      if (g_str_has_suffix (name, ".txt") && !quay_sftp_client_download (client, &error))
        g_error ("%s", error->message);
    }

  return quay_sftp_client_ssh_logoff (client, &error) ? 0 : 1;
}
