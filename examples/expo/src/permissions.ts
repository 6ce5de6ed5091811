/** iOS asks for Bluetooth by itself when the manager is first used; Android: permissions.android.ts. */
export async function askForBluetooth(): Promise<boolean> {
  return true;
}
