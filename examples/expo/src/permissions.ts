/** iOS requests the permission itself when the manager is first used. For Android see permissions.android.ts. */
export async function requestBluetoothPermissions(): Promise<boolean> {
  return true;
}
